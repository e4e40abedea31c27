package org.countersign.trust.signer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The real PKCS#11 library of this process with faults put in: C_SignInit answers what it is told
 * for some calls, through the function list that the JDK calls by. Everything else is the library.
 */
final class FaultyLibrary implements AutoCloseable {

  /** Places in CK_FUNCTION_LIST after the version (PKCS#11 2.40, pkcs11f.h). */
  private static final int FINALIZE = 1;

  private static final int CLOSE_ALL_SESSIONS = 14;
  private static final int SIGN_INIT = 42;

  private static final FunctionDescriptor SIGN_INIT_FORM =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG);

  private final Linker linker = Linker.nativeLinker();
  private final Arena arena = Arena.ofShared();
  private final AtomicInteger left = new AtomicInteger();
  private final MemorySegment functions;
  private final MemorySegment real;
  private final MethodHandle realSignInit;
  private volatile long code;

  FaultyLibrary(Path library) throws Throwable {
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    MemorySegment list = arena.allocate(ADDRESS);
    MethodHandle get =
        linker.downcallHandle(
            symbols.findOrThrow("C_GetFunctionList"), FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    long result = (long) get.invokeExact(list);
    if (result != 0) {
      throw new IllegalStateException("C_GetFunctionList answered " + result);
    }
    functions = list.get(ADDRESS, 0).reinterpret(ADDRESS.byteSize() * (SIGN_INIT + 2));
    real = at(SIGN_INIT);
    realSignInit = linker.downcallHandle(real, SIGN_INIT_FORM);
    MethodHandle mine =
        MethodHandles.lookup()
            .bind(
                this,
                "signInit",
                MethodType.methodType(long.class, long.class, MemorySegment.class, long.class));
    put(SIGN_INIT, linker.upcallStub(mine, SIGN_INIT_FORM, arena));
  }

  private MemorySegment at(int index) {
    return functions.get(ADDRESS, ADDRESS.byteSize() * (index + 1L));
  }

  private void put(int index, MemorySegment function) {
    functions.set(ADDRESS, ADDRESS.byteSize() * (index + 1L), function);
  }

  @SuppressWarnings("unused") // called by the library's callers
  private long signInit(long session, MemorySegment mechanism, long key) throws Throwable {
    return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0
        ? code
        : (long) realSignInit.invokeExact(session, mechanism, key);
  }

  /** The next signatures fail with a return value, as CKR_DEVICE_REMOVED. */
  void fail(long with, int times) {
    code = with;
    left.set(times);
  }

  /** Faults that nobody has run into yet. */
  int left() {
    return left.get();
  }

  /** What another user of the library in this process may do: every session of a slot ends. */
  long closeAllSessions(long slot) throws Throwable {
    return (long)
        linker
            .downcallHandle(at(CLOSE_ALL_SESSIONS), FunctionDescriptor.of(JAVA_LONG, JAVA_LONG))
            .invokeExact(slot);
  }

  /** The library forgets everything, as one does whose daemon was restarted. */
  long finish() throws Throwable {
    return (long)
        linker
            .downcallHandle(at(FINALIZE), FunctionDescriptor.of(JAVA_LONG, ADDRESS))
            .invokeExact(MemorySegment.NULL);
  }

  @Override
  public void close() {
    put(SIGN_INIT, real);
    arena.close();
  }
}
