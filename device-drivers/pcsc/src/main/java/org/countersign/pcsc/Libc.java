package org.countersign.pcsc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the driver needs of the C library: an environment variable, and sockets by number. */
final class Libc {

  private static final int SHUT_RDWR = 2;
  private static final int AF_UNIX = 1;

  /** sockaddr_un: 2 bytes family, 108 bytes path. */
  private static final int SOCKADDR_UN = 110;

  private static final MethodHandle SETENV = find("setenv", ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle GETPEERNAME = find("getpeername", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle DUP = find("dup", JAVA_INT);
  private static final MethodHandle SHUTDOWN = find("shutdown", JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = find("close", JAVA_INT);

  private Libc() {}

  /** Sets a variable in the environment that native code of this process sees. */
  static void setEnvironment(String name, String value) {
    try (Arena arena = Arena.ofConfined()) {
      int ignored =
          (int) SETENV.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
    } catch (Throwable e) {
      throw new AssertionError("setenv", e);
    }
  }

  /**
   * Descriptors of this process that are connected to a Unix socket whose path ends so. Linux only:
   * elsewhere there are none.
   */
  static Set<Integer> connectedTo(String pathEnd) {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.map(p -> Integer.parseInt(p.getFileName().toString()))
          .filter(fd -> peerPath(fd).endsWith(pathEnd))
          .collect(Collectors.toSet());
    } catch (IOException noProcFileSystem) {
      return Set.of();
    }
  }

  private static String peerPath(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(SOCKADDR_UN, 2);
      MemorySegment size = arena.allocateFrom(JAVA_INT, SOCKADDR_UN);
      int failed = (int) GETPEERNAME.invokeExact(fd, address, size);
      if (failed != 0 || address.get(ValueLayout.JAVA_SHORT, 0) != AF_UNIX) {
        return "";
      }
      byte[] path =
          address
              .asSlice(2, Math.max(0, Math.min(size.get(JAVA_INT, 0), SOCKADDR_UN) - 2))
              .toArray(ValueLayout.JAVA_BYTE);
      return new String(path, StandardCharsets.UTF_8).replace("\0", "");
    } catch (Throwable e) {
      throw new AssertionError("getpeername", e);
    }
  }

  /** A second descriptor for the same socket, or -1. */
  static int duplicate(int fd) {
    try {
      return (int) DUP.invokeExact(fd);
    } catch (Throwable e) {
      throw new AssertionError("dup", e);
    }
  }

  /** Ends a socket's connection in both directions, whoever reads from it. */
  static void shutdown(int fd) {
    try {
      int ignored = (int) SHUTDOWN.invokeExact(fd, SHUT_RDWR);
    } catch (Throwable e) {
      throw new AssertionError("shutdown", e);
    }
  }

  static void close(int fd) {
    try {
      int ignored = (int) CLOSE.invokeExact(fd);
    } catch (Throwable e) {
      throw new AssertionError("close", e);
    }
  }

  private static MethodHandle find(String name, MemoryLayout... parameters) {
    Linker linker = Linker.nativeLinker();
    MemorySegment function = linker.defaultLookup().findOrThrow(name);
    return linker.downcallHandle(function, FunctionDescriptor.of(JAVA_INT, parameters));
  }
}
