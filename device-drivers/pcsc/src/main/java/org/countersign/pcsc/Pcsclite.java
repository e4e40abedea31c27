package org.countersign.pcsc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** The functions of libpcsclite.so.1, bound when the first of them is used. */
final class Pcsclite {

  static final String LIBRARY = "libpcsclite.so.1";

  static final MethodHandle ESTABLISH_CONTEXT =
      find("SCardEstablishContext", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle RELEASE_CONTEXT = find("SCardReleaseContext", JAVA_LONG);
  static final MethodHandle LIST_READERS =
      find("SCardListReaders", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle GET_STATUS_CHANGE =
      find("SCardGetStatusChange", JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG);
  static final MethodHandle CONNECT =
      find("SCardConnect", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);
  static final MethodHandle RECONNECT =
      find("SCardReconnect", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);
  static final MethodHandle DISCONNECT = find("SCardDisconnect", JAVA_LONG, JAVA_LONG);
  static final MethodHandle BEGIN_TRANSACTION = find("SCardBeginTransaction", JAVA_LONG);
  static final MethodHandle END_TRANSACTION = find("SCardEndTransaction", JAVA_LONG, JAVA_LONG);
  static final MethodHandle STATUS =
      find("SCardStatus", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle TRANSMIT =
      find("SCardTransmit", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle CONTROL =
      find("SCardControl", JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS);
  static final MethodHandle GET_ATTRIB =
      find("SCardGetAttrib", JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);

  private Pcsclite() {}

  /** A native call. */
  interface Call {
    long invoke() throws Throwable;
  }

  /** Makes a native call and keeps the 32 bits of the return code that count. */
  static int call(Call call) {
    try {
      return (int) call.invoke();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a native call threw", e);
    }
  }

  private static MethodHandle find(String name, MemoryLayout... parameters) {
    SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
    return Linker.nativeLinker()
        .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, parameters));
  }
}
