package org.countersign.station.supervision;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket on which systemd listens (sd_notify(3)): each message one datagram of UTF-8 lines
 * {@code NAME=value} to the Unix socket that {@value #VARIABLE} names. Java has no such datagrams,
 * so the C library sends them.
 */
public final class NotifySocket implements Supervisor, AutoCloseable {

  /** Environment variable with the socket's path; {@code @} stands for the abstract name space. */
  public static final String VARIABLE = "NOTIFY_SOCKET";

  private static final Logger LOG = LoggerFactory.getLogger(NotifySocket.class);

  // Linux; the numbers are the same on x86-64 and AArch64.
  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;

  /** sockaddr_un: 2 bytes family, then up to 108 bytes path. */
  private static final int PATH = 2;

  private static final int LONGEST_PATH = 108;

  private final MethodHandle sendto;
  private final MethodHandle close;
  private final MemorySegment address;
  private int descriptor;

  private NotifySocket(byte[] path) {
    MethodHandle socket = function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    sendto =
        function("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    close = function("close", JAVA_INT, JAVA_INT);
    address = Arena.ofAuto().allocate(PATH + path.length, 2);
    address.set(JAVA_SHORT, 0, AF_UNIX);
    MemorySegment.copy(path, 0, address, JAVA_BYTE, PATH, path.length);
    try {
      descriptor = (int) socket.invokeExact((int) AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
    } catch (Throwable e) {
      throw new AssertionError("socket", e);
    }
  }

  /** The socket that the environment names; empty if the service was not started by systemd. */
  public static Optional<NotifySocket> of(Map<String, String> environment) {
    String name = environment.getOrDefault(VARIABLE, "");
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if ((path[0] != '/' && path[0] != '@') || path.length > LONGEST_PATH) {
      LOG.warn("{}={} is no socket of systemd's; nothing is told there", VARIABLE, name);
      return Optional.empty();
    }
    if (path[0] == '@') {
      path[0] = 0; // unix(7), abstract
    }
    return Optional.of(new NotifySocket(path));
  }

  @Override
  public synchronized void tell(String... assignments) {
    if (descriptor < 0) {
      return;
    }
    byte[] text = String.join("\n", Arrays.asList(assignments)).getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocateFrom(JAVA_BYTE, text);
      long sent =
          (long)
              sendto.invokeExact(
                  descriptor,
                  message,
                  (long) text.length,
                  MSG_DONTWAIT_NOSIGNAL,
                  address,
                  (int) address.byteSize());
      if (sent < 0) {
        LOG.debug("systemd did not take {}", assignments[0]);
      }
    } catch (Throwable e) {
      throw new AssertionError("sendto", e);
    }
  }

  @Override
  public synchronized void close() {
    if (descriptor < 0) {
      return;
    }
    try {
      int ignored = (int) close.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new AssertionError("close", e);
    } finally {
      descriptor = -1;
    }
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... parameters) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, parameters));
  }
}
