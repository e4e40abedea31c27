package org.countersign.pcsc;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Makes libpcsclite ready for this process. The library reads the place of pcscd's socket from the
 * environment once, when the first context is established, and keeps it for ever: so all devices of
 * a process talk to the same pcscd.
 */
final class PcscLibrary {

  private static final String SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME";
  private static final String DEFAULT_SOCKET = "/run/pcscd/pcscd.comm";

  /** sockaddr_un has room for 108 bytes, the last of them zero. */
  private static final int MAX_SOCKET_PATH = 107;

  private static @Nullable Path inUse;

  private PcscLibrary() {}

  /**
   * The native functions, talking to the pcscd at a socket.
   *
   * @param socket as configured; without it, whatever this process uses already, else the usual one
   * @throws DeviceException {@link Fault#CONFIGURATION} without the library, or if the process
   *     talks to another socket already
   */
  static synchronized Winscard open(Optional<Path> socket) throws DeviceException {
    requireLibrary();
    Path wanted = socket.map(Path::toAbsolutePath).orElseGet(PcscLibrary::current);
    if (inUse == null) {
      requireShort(wanted);
      Libc.setEnvironment(SOCKET_VARIABLE, wanted.toString());
      inUse = wanted;
    } else if (!inUse.equals(wanted)) {
      throw configuration(
          "setting 'socket' is "
              + wanted
              + ", but this process talks to pcscd at "
              + inUse
              + " already; libpcsclite can use one only. Write the same socket into every pcsc"
              + " device's file and restart");
    }
    return new NativePcsc();
  }

  /** Where pcscd is looked for, for messages. */
  static synchronized Path current() {
    if (inUse != null) {
      return inUse;
    }
    String variable = System.getenv(SOCKET_VARIABLE);
    return Path.of(variable == null || variable.isEmpty() ? DEFAULT_SOCKET : variable);
  }

  private static void requireLibrary() throws DeviceException {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(Pcsclite.LIBRARY, arena).findOrThrow("SCardTransmit");
    } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
      throw new DeviceException(
          Fault.CONFIGURATION,
          Effect.NONE,
          "",
          Pcsclite.LIBRARY + " cannot be loaded: apt-get install libpcsclite1 pcscd",
          e);
    }
  }

  private static void requireShort(Path socket) throws DeviceException {
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_SOCKET_PATH) {
      throw configuration(
          "setting 'socket' has "
              + length
              + " bytes; the path of a Unix socket has at most "
              + MAX_SOCKET_PATH);
    }
  }

  private static DeviceException configuration(String message) {
    return new DeviceException(Fault.CONFIGURATION, Effect.NONE, "", message);
  }
}
