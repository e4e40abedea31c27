package org.countersign.emulator;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * The C library's calls for pseudo-terminals on Linux; numbers of the x86-64 and aarch64 ABI, which
 * agree in all that is used here. Descriptors are plain numbers that the caller closes.
 */
final class Posix {

  static final short POLLIN = 0x001;
  static final short POLLOUT = 0x004;

  private static final int O_RDWR = 0x2;
  private static final int O_NOCTTY = 0x100;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int TCSANOW = 0;
  private static final int EINTR = 4;
  private static final int EIO = 5;
  private static final int EAGAIN = 11;

  /** struct termios is 60 bytes with glibc and musl; the rest is reserve. */
  private static final int TERMIOS = 128;

  /** struct pollfd: int fd, short events, short revents. */
  private static final int POLLFD = 8;

  private static final int CHUNK = 4096;

  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPENPT = find("posix_openpt", JAVA_INT, JAVA_INT);
  private static final MethodHandle GRANTPT = find("grantpt", JAVA_INT, JAVA_INT);
  private static final MethodHandle UNLOCKPT = find("unlockpt", JAVA_INT, JAVA_INT);
  private static final MethodHandle PTSNAME =
      find("ptsname_r", JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle OPEN = findVariadic("open", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle EVENTFD = find("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle TCGETATTR = find("tcgetattr", JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle TCSETATTR =
      find("tcsetattr", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle CFMAKERAW =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("cfmakeraw"),
              FunctionDescriptor.ofVoid(ADDRESS));
  private static final MethodHandle POLL = find("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle READ = find("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE = find("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);

  private Posix() {}

  /** A new pseudo-terminal's master side, which does not block. */
  static int openTerminalMaster() throws IOException {
    return (int)
        call(
            "opening /dev/ptmx",
            s -> (int) OPENPT.invokeExact(s, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  }

  /**
   * Lets the slave side be opened.
   *
   * @return its path
   */
  static String unlockSlave(int master) throws IOException {
    call("granting the terminal", s -> (int) GRANTPT.invokeExact(s, master));
    call("unlocking the terminal", s -> (int) UNLOCKPT.invokeExact(s, master));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(CHUNK);
      // ptsname_r answers an errno where the others answer -1.
      call(
          "naming the terminal",
          s -> -Math.abs((int) PTSNAME.invokeExact(s, master, name, name.byteSize())));
      return name.getString(0);
    }
  }

  static int openTerminal(String path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      return (int)
          call(
              "opening " + path,
              s -> (int) OPEN.invokeExact(s, name, O_RDWR | O_NOCTTY | O_CLOEXEC));
    }
  }

  static void makeRaw(int terminal) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS, JAVA_LONG.byteAlignment());
      call("tcgetattr", s -> (int) TCGETATTR.invokeExact(s, terminal, termios));
      CFMAKERAW.invokeExact(termios);
      call("tcsetattr", s -> (int) TCSETATTR.invokeExact(s, terminal, TCSANOW, termios));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("cfmakeraw", e);
    }
  }

  /** A descriptor that becomes readable for good when it is rung: it wakes {@link #await}. */
  static int newBell() throws IOException {
    return (int) call("eventfd", s -> (int) EVENTFD.invokeExact(s, 0, O_CLOEXEC | O_NONBLOCK));
  }

  static void ring(int bell) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(JAVA_LONG, 1L);
      call("ringing", s -> (long) WRITE.invokeExact(s, bell, one, JAVA_LONG.byteSize()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until one of the events is there, the bell rings, or the time is over. */
  static void await(int descriptor, short events, int bell, long nanos) throws IOException {
    int millis = (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(2 * POLLFD, JAVA_INT.byteAlignment());
      both.set(JAVA_INT, 0, descriptor);
      both.set(JAVA_SHORT, 4, events);
      both.set(JAVA_INT, POLLFD, bell);
      both.set(JAVA_SHORT, POLLFD + 4, POLLIN);
      call("polling", s -> (int) POLL.invokeExact(s, both, 2L, millis));
    }
  }

  /** Takes what is there: 0 bytes if nothing is. */
  static int read(int descriptor, byte[] into, int offset, int length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(CHUNK);
      long wanted = Math.min(CHUNK, length);
      int taken =
          (int) call("reading", s -> (long) READ.invokeExact(s, descriptor, buffer, wanted));
      MemorySegment.copy(buffer, JAVA_BYTE, 0, into, offset, taken);
      return taken;
    }
  }

  /** Writes what there is room for: 0 bytes if there is none. */
  static int write(int descriptor, byte[] bytes, int offset, int length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int part = Math.min(CHUNK, length);
      MemorySegment buffer = arena.allocate(CHUNK);
      MemorySegment.copy(bytes, offset, buffer, JAVA_BYTE, 0, part);
      return (int)
          call("writing", s -> (long) WRITE.invokeExact(s, descriptor, buffer, (long) part));
    }
  }

  /** Does nothing for -1. */
  static void close(int descriptor) {
    if (descriptor >= 0) {
      try {
        call("closing", s -> (int) CLOSE.invokeExact(s, descriptor));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private interface NativeCall {
    long with(MemorySegment callState) throws Throwable;
  }

  /** "Try again" and "interrupted by a signal" come back as 0: nothing was done yet. */
  private static long call(String what, NativeCall nativeCall) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = arena.allocate(CALL_STATE);
      long result = nativeCall.with(callState);
      if (result >= 0) {
        return result;
      }
      int errno = (int) ERRNO.get(callState, 0L);
      if (errno == EAGAIN || errno == EINTR) {
        return 0;
      }
      throw new IOException(what + " failed: errno " + errno + (errno == EIO ? " (EIO)" : ""));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(what, e);
    }
  }

  private static MethodHandle find(String name, ValueLayout result, MemoryLayout... parameters) {
    return link(name, result, parameters, Linker.Option.captureCallState("errno"));
  }

  private static MethodHandle findVariadic(
      String name, ValueLayout result, MemoryLayout... parameters) {
    return link(
        name,
        result,
        parameters,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(parameters.length));
  }

  private static MethodHandle link(
      String name, ValueLayout result, MemoryLayout[] parameters, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    MemorySegment function = linker.defaultLookup().findOrThrow(name);
    return linker.downcallHandle(function, FunctionDescriptor.of(result, parameters), options);
  }
}
