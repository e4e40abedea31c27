package org.countersign.host.process;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.host.process.FrameChannel.MalformedFrame;
import org.countersign.protocol.v1.driverhost.Cancel;
import org.countersign.protocol.v1.driverhost.CloseDevice;
import org.countersign.protocol.v1.driverhost.FromChild;
import org.countersign.protocol.v1.driverhost.ToChild;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running child and the one call that may be in flight. {@link #call} comes from the device's
 * thread; {@link #close} from any. Thread {@code driver-<device>} reads what the child says, {@code
 * driver-<device>-log} what it prints.
 *
 * <p>Whoever takes the pending call completes it, so that an answer, a death and a time-out never
 * both count.
 */
final class ChildProcess {

  /** Lateness of an answer after which the call is cancelled: the driver should have given up. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** Time for an answer to the cancellation, after which the child is killed. */
  private static final Duration GRACE = Duration.ofMillis(750);

  /** Time for a device to close. */
  private static final Duration CLOSING = Duration.ofSeconds(2);

  /** Time for what a child sent before its end. */
  private static final Duration LAST_WORDS = Duration.ofMillis(300);

  /** Frames up to this size fit into the pipe whether or not the child reads. */
  private static final int ALWAYS_FITS = 32 << 10;

  private static final Set<String> ENVIRONMENT =
      Set.of("PATH", "LANG", "LC_ALL", "TZ", "HOME", "TMPDIR", "PCSCLITE_CSOCK_NAME");

  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

  /** A call in flight. */
  private static final class Pending {
    final long id;
    final Thread caller = Thread.currentThread();
    volatile @Nullable FromChild answer;
    volatile @Nullable String broken;

    Pending(long id) {
      this.id = id;
    }

    boolean over() {
      return answer != null || broken != null;
    }
  }

  private final String device;
  private final Process process;
  private final OutputStream toChild;
  private final DriverContext context;
  private final Consumer<String> onCrash;
  private final EventLimit events = new EventLimit(System::nanoTime);
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicReference<@Nullable Pending> pending = new AtomicReference<>();
  private final AtomicReference<@Nullable String> ended = new AtomicReference<>();
  private volatile boolean closing;
  private long lastId;

  private ChildProcess(Process process, DriverContext context, Consumer<String> onCrash) {
    this.device = context.deviceId();
    this.process = process;
    this.toChild = process.getOutputStream();
    this.context = context;
    this.onCrash = onCrash;
  }

  /**
   * Starts a child.
   *
   * @param onCrash told once, with a clause, if the child ends without being asked to
   * @throws DeviceException {@link Fault#CONFIGURATION} if it cannot be started
   */
  static ChildProcess start(ChildSettings settings, DriverContext context, Consumer<String> onCrash)
      throws DeviceException {
    ProcessBuilder builder = new ProcessBuilder(settings.command());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(ENVIRONMENT);
    try {
      ChildProcess child = new ChildProcess(builder.start(), context, onCrash);
      child.watch();
      return child;
    } catch (IOException e) {
      throw new DeviceException(
          Fault.CONFIGURATION,
          Effect.NONE,
          "",
          context.deviceId()
              + ": the process of driver "
              + settings.driver()
              + " cannot be started: "
              + e.getMessage(),
          e);
    }
  }

  private void watch() {
    thread("driver-" + device, this::readFrames).start();
    thread("driver-" + device + "-log", new ChildLog(device, process.getErrorStream())).start();
    // A process of the child's own may hold the pipe open when the child is gone.
    CompletableFuture<Void> exit =
        process
            .onExit()
            .thenRunAsync(
                () -> end(exitReason()),
                CompletableFuture.delayedExecutor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS));
    LOG.debug("device {}: the driver's process is {}, its end {}", device, pid(), exit);
  }

  private static Thread thread(String name, Runnable run) {
    Thread thread = new Thread(run, name);
    thread.setDaemon(true);
    return thread;
  }

  long pid() {
    return process.pid();
  }

  /**
   * Makes a call and waits for its answer.
   *
   * @param doing a phrase for messages, for example {@code feeding a card}
   * @param limit that the driver was given
   * @param lost effect if the answer is lost
   * @throws DeviceException the driver's own; {@link Fault#COMMUNICATION} with {@code lost} if the
   *     child ended, hung or broke the rules; with {@link Effect#NONE} if it was gone before
   */
  FromChild call(ToChild.Builder frame, String doing, Duration limit, Effect lost)
      throws DeviceException {
    Pending call = new Pending(++lastId);
    ToChild message = frame.setId(call.id).build();
    pending.set(call);
    // An end that came before does not complete it; one that comes after does.
    String reason = ended.get();
    if (reason != null || closing) {
      pending.compareAndSet(call, null);
      throw gone(doing, reason);
    }
    boolean interrupted = false;
    if (send(message)) {
      interrupted = await(call, limit.plus(PATIENCE), true);
      if (!call.over()) {
        cancel(call);
        interrupted |= await(call, GRACE, false);
      }
    }
    try {
      return finish(call, doing, limit, lost);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private DeviceException gone(String doing, @Nullable String reason) {
    return closing
        ? new DeviceException(
            Fault.CANCELLED, Effect.NONE, "", device + ": " + doing + ": the device was closed")
        : new DeviceException(
            Fault.COMMUNICATION,
            Effect.NONE,
            "",
            device + ": " + doing + " was not begun: the driver's process ended, " + reason);
  }

  private FromChild finish(Pending call, String doing, Duration limit, Effect lost)
      throws DeviceException {
    if (!call.over()) {
      end("it did not answer in time (" + doing + ", limit " + limit.toMillis() + " ms)");
      while (!call.over()) {
        Thread.onSpinWait(); // Whoever took it is about to complete it.
      }
    }
    FromChild answer = call.answer;
    if (answer == null) {
      throw broken(call, doing, lost);
    }
    if (answer.hasFailed()) {
      throw Wire.exception(answer.getFailed());
    }
    return answer;
  }

  private DeviceException broken(Pending call, String doing, Effect lost) {
    if (closing) {
      return new DeviceException(
          Fault.CANCELLED, lost, "", device + ": " + doing + ": the device was closed");
    }
    String reason = call.broken == null ? String.valueOf(ended.get()) : call.broken;
    return new DeviceException(
        Fault.COMMUNICATION,
        lost,
        "",
        device
            + ": "
            + doing
            + ": the driver's process was lost because "
            + reason
            + "; it is started again");
  }

  /** Whether the thread was interrupted; then its flag is clear. */
  private static boolean await(Pending call, Duration limit, boolean heedInterrupt) {
    boolean interrupted = false;
    long end = System.nanoTime() + limit.toNanos();
    while (!call.over()) {
      interrupted |= Thread.interrupted();
      long left = end - System.nanoTime();
      if (left <= 0 || (interrupted && heedInterrupt)) {
        break;
      }
      LockSupport.parkNanos(call, left);
    }
    return interrupted;
  }

  private void cancel(Pending call) {
    send(ToChild.newBuilder().setId(call.id).setCancel(Cancel.getDefaultInstance()).build());
  }

  /** Whether the frame is on its way; otherwise the child has been ended. */
  private boolean send(ToChild message) {
    int size = message.getSerializedSize();
    @Nullable Thread watchdog = size > ALWAYS_FITS ? watchdog() : null;
    writing.lock();
    try {
      FrameChannel.write(toChild, message);
      return true;
    } catch (IOException e) {
      end("it does not take what is written to it");
      return false;
    } finally {
      writing.unlock();
      if (watchdog != null) {
        watchdog.interrupt();
      }
    }
  }

  /** Ends the child if a long frame is not taken: the write itself cannot be interrupted. */
  private Thread watchdog() {
    Thread watchdog =
        thread(
            "driver-" + device + "-write",
            () -> {
              try {
                TimeUnit.NANOSECONDS.sleep(CLOSING.toNanos());
                end("it does not read its pipe");
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    watchdog.start();
    return watchdog;
  }

  private void readFrames() {
    String reason;
    try (DataInputStream in = FrameChannel.buffered(process.getInputStream())) {
      reason = "";
      Optional<byte[]> frame = FrameChannel.read(in, FrameChannel.MOST_FROM_CHILD);
      while (frame.isPresent() && reason.isEmpty()) {
        reason = take(FromChild.parseFrom(frame.get()));
        if (reason.isEmpty()) {
          frame = FrameChannel.read(in, FrameChannel.MOST_FROM_CHILD);
        }
      }
      if (reason.isEmpty()) {
        reason = exitReason();
      }
    } catch (MalformedFrame | InvalidProtocolBufferException e) {
      reason = "it sent what is no frame: " + e.getMessage();
    } catch (IOException e) {
      reason = exitReason();
    } catch (RuntimeException e) {
      reason = "the gateway failed at what it sent: " + e;
    }
    end(reason);
  }

  private String exitReason() {
    try {
      if (!process.waitFor(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        return "it closed its pipe";
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "it closed its pipe";
    }
    int code = process.exitValue();
    return switch (code) {
      case ChildMain.OUT_OF_MEMORY -> "it ran out of memory: raise heap in its manifest";
      default ->
          code > 128 ? "signal " + (code - 128) + " ended it" : "it exited with code " + code;
    };
  }

  /** Takes a frame; a reason to end the child, or nothing. The reader's thread. */
  private String take(FromChild frame) {
    if (frame.hasEvent()) {
      return switch (events.take()) {
        case PASS -> {
          Wire.event(frame.getEvent()).ifPresent(context.events()::tell);
          yield "";
        }
        case DROP -> "";
        case FLOOD -> "it floods the gateway with events";
      };
    }
    Pending call = pending.get();
    if (call == null || call.id != frame.getId() || !pending.compareAndSet(call, null)) {
      return closing ? "" : "it answered a call that was not made (" + frame.getId() + ")";
    }
    call.answer = frame;
    LockSupport.unpark(call.caller);
    return "";
  }

  /** Ends the pipe to the child, as the gateway's own end would. */
  void closePipe() throws IOException {
    toChild.close();
  }

  /** Kills the child, once, and completes what waits for it. Any thread. */
  private void end(String reason) {
    if (!ended.compareAndSet(null, reason)) {
      return;
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    Pending call = pending.getAndSet(null);
    if (!closing) {
      LOG.warn("device {}: the driver's process {} was lost: {}", device, pid(), reason);
      onCrash.accept(reason);
    }
    if (call != null) {
      call.broken = reason;
      LockSupport.unpark(call.caller);
    } else if (!closing) {
      context
          .events()
          .tell(
              new DeviceEvent(
                  DeviceEvent.Kind.DEVICE_LOST, "the driver's process ended: " + reason));
    }
  }

  /**
   * Closes the device and ends the child; a running call returns at once. Idempotent; any thread;
   * returns when the child is gone, or after two seconds.
   */
  void close() {
    closing = true;
    Pending call = pending.getAndSet(null);
    if (call != null) {
      call.broken = "the device was closed";
      LockSupport.unpark(call.caller);
    }
    if (ended.get() == null && askToClose()) {
      waitForExit();
    }
    end("the device was closed");
  }

  private boolean askToClose() {
    if (!writing.tryLock()) {
      return false;
    }
    try {
      FrameChannel.write(
          toChild, ToChild.newBuilder().setClose(CloseDevice.getDefaultInstance()).build());
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      writing.unlock();
    }
  }

  private void waitForExit() {
    try {
      process.waitFor(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
