package org.countersign.station.supervision;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** systemd's end of the notification socket: a real one of the kernel's. One thread. */
public final class FakeSystemd implements AutoCloseable {

  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int LONGEST = 4_096;

  private static final MethodHandle SOCKET =
      function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECV =
      function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);

  private final int descriptor;

  /** Everything that was received. */
  public final List<String> told = new ArrayList<>();

  /**
   * Listens.
   *
   * @param name as in the environment: a path, or {@code @} and a name
   */
  public FakeSystemd(String name) {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    if (path[0] == '@') {
      path[0] = 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(2 + path.length, 2);
      address.set(JAVA_SHORT, 0, AF_UNIX);
      MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
      descriptor = (int) SOCKET.invokeExact((int) AF_UNIX, SOCK_DGRAM, 0);
      assertThat((int) BIND.invokeExact(descriptor, address, (int) address.byteSize())).isZero();
      MemorySegment wait = arena.allocate(JAVA_LONG, 2);
      wait.setAtIndex(JAVA_LONG, 1, 100_000); // 0 s, 100,000 µs
      assertThat((int) SETSOCKOPT.invokeExact(descriptor, SOL_SOCKET, SO_RCVTIMEO, wait, 16))
          .isZero();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for a message with this line, and takes all that come before it. */
  public String await(String line, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - end < 0) {
      String message = receive();
      if (!message.isEmpty()) {
        told.add(message);
      }
      if (message.lines().anyMatch(line::equals)) {
        return message;
      }
    }
    throw new AssertionError("never told " + line + ", but " + told);
  }

  /** One message; empty if none comes within a tenth of a second. */
  public String receive() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(LONGEST);
      long size = (long) RECV.invokeExact(descriptor, buffer, (long) LONGEST, 0);
      return size <= 0
          ? ""
          : new String(buffer.asSlice(0, size).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      int ignored = (int) CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... parameters) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, parameters));
  }
}
