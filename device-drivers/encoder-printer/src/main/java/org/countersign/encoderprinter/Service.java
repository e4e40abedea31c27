package org.countersign.encoderprinter;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.framing.FrameReader;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the printer's service and their answers. An answer is told by its id, so one that
 * comes late is never taken for the next one. The device's own thread, except {@link #close()}.
 */
final class Service {

  /** A pause inside an object that no network makes; what follows is another object. */
  private static final Duration GAP = Duration.ofSeconds(1);

  private static final Duration QUIET = Duration.ofMillis(50);
  private static final int TRIES = 3;

  /** No meaning for TCP; for a service that is reached over a serial line after all. */
  private static final LineSettings LINE = LineSettings.of(115_200);

  private final DriverContext context;
  private final Settings settings;
  private final LongSupplier clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable ByteLink link;
  private @Nullable FrameReader<Answer> reader;
  private boolean lost;
  private long lastId = ThreadLocalRandom.current().nextLong(1L << 40);

  Service(DriverContext context, Settings settings, LongSupplier clock) {
    this.context = context;
    this.settings = settings;
    this.clock = clock;
  }

  Dialect dialect() {
    return settings.dialect();
  }

  Deadline deadline(Duration limit) {
    return Deadline.after(clock, limit);
  }

  /**
   * Asks something that changes nothing, up to three times while there is time.
   *
   * @throws DeviceException {@link Effect#NONE} always
   */
  Answer ask(Operation operation, Map<String, String> values, Deadline deadline, String doing)
      throws DeviceException {
    for (int left = TRIES; ; left--) {
      try {
        Deadline once = deadline(deadline.left(settings.answerTime()));
        return exchange(operation, values, once, doing, Effect.NONE);
      } catch (DeviceException e) {
        boolean again = e.fault() == Fault.TIMEOUT || e.fault() == Fault.COMMUNICATION;
        if (!again || lost || left == 1 || deadline.isPast()) {
          throw e;
        }
        silence(doing);
      }
    }
  }

  /**
   * Asks for something that must not happen twice: once.
   *
   * @throws DeviceException {@link Effect#UNKNOWN} if it may have happened
   */
  Answer order(Operation operation, Map<String, String> values, Deadline deadline, String doing)
      throws DeviceException {
    return exchange(operation, values, deadline, doing, Effect.UNKNOWN);
  }

  private Answer exchange(
      Operation operation,
      Map<String, String> values,
      Deadline deadline,
      String doing,
      Effect ifLost)
      throws DeviceException {
    Call call = dialect().call(operation);
    String id = Long.toString(++lastId);
    byte[] request = Request.of(id, call.method(), call.filled(with(values, deadline)));
    ByteLink open = open(deadline, doing);
    try {
      open.write(request, atLeastAMoment(deadline));
    } catch (LinkException e) {
      throw failure(e, e.nothingSent() ? Effect.NONE : ifLost, doing);
    }
    try {
      return judged(operation, await(id, deadline, doing, ifLost), doing);
    } catch (LinkException e) {
      throw failure(e, ifLost, doing);
    } finally {
      if (dialect().hangsUpAfterEachAnswer()) {
        hangUp();
      }
    }
  }

  private Map<String, String> with(Map<String, String> values, Deadline deadline) {
    Map<String, String> all = new HashMap<>(values);
    all.put("device", settings.printer());
    all.put("timeout", Long.toString(Math.max(1, deadline.left().toMillis())));
    return all;
  }

  private Answer await(String id, Deadline deadline, String doing, Effect ifLost)
      throws LinkException, DeviceException {
    FrameReader<Answer> from = reader;
    while (from != null) {
      Optional<Answer> answer = from.next(deadline.left());
      if (answer.isEmpty()) {
        break;
      }
      if (answer.get().answers(id)) {
        return answer.get();
      }
    }
    throw new DeviceException(
        Fault.TIMEOUT,
        ifLost,
        "",
        "%s: the service at %s gave no answer in time; look whether the printer waits for somebody"
            .formatted(doing, settings.link()));
  }

  private Answer judged(Operation operation, Answer answer, String doing) throws DeviceException {
    Optional<Answer.Refusal> error = answer.error();
    if (error.isEmpty()) {
      return answer;
    }
    String word = Word.of(error.get().message());
    String code = Integer.toString(error.get().code());
    if (dialect().isWord(word)) {
      throw dialect().word(word).failure(doing);
    }
    // A service that repeats in its error what it was sent must not bring that into a log.
    boolean mayTell = operation != Operation.CHIP_EXCHANGE && !dialect().isWord(code);
    throw dialect().word(mayTell ? word : code).failure(doing);
  }

  private ByteLink open(Deadline deadline, String doing) throws DeviceException {
    ByteLink open = link;
    if (open != null) {
      return open;
    }
    requireUsable(doing);
    try {
      open = context.links().open(settings.link(), LINE, deadline.left(settings.answerTime()));
    } catch (LinkException e) {
      throw e.reason() == LinkException.Reason.REFUSED
          ? unreachable(doing, e)
          : e.because(Effect.NONE, doing);
    }
    link = open;
    reader = new FrameReader<>(open, new AnswerDecoder(), clock, GAP);
    if (isClosing()) {
      open.close();
    }
    return open;
  }

  /** A printer that is switched off refuses as a wrong port does; it comes back by itself. */
  private static DeviceException unreachable(String doing, LinkException e) {
    return new DeviceException(
        Fault.COMMUNICATION, Effect.NONE, e.reason().name(), doing + ": " + e.getMessage(), e);
  }

  private void requireUsable(String doing) throws DeviceException {
    if (isClosing()) {
      throw cancelled(doing, Effect.NONE);
    }
    if (lost) {
      throw new DeviceException(
          Fault.COMMUNICATION,
          Effect.NONE,
          "LOST",
          "%s: the connection to %s was lost; close the device and open it again"
              .formatted(doing, settings.link()));
    }
  }

  private DeviceException failure(LinkException e, Effect effect, String doing) {
    ByteLink current = link;
    if (!isClosing() && current != null && !current.isOpen()) {
      hangUp();
      if (!dialect().hangsUpAfterEachAnswer()) {
        lost = true;
        context
            .events()
            .tell(new DeviceEvent(DeviceEvent.Kind.DEVICE_LOST, String.valueOf(e.getMessage())));
      }
    }
    return e.because(effect, doing);
  }

  private void hangUp() {
    ByteLink current = link;
    link = null;
    reader = null;
    if (current != null) {
      current.close();
    }
  }

  /** What is left of a damaged answer must not swallow the next one. */
  private void silence(String doing) throws DeviceException {
    FrameReader<Answer> from = reader;
    if (from != null) {
      try {
        from.drainUntilSilent(QUIET, settings.answerTime());
      } catch (LinkException e) {
        throw failure(e, Effect.NONE, doing);
      }
    }
  }

  /** Waits, unless it is closed or interrupted. */
  void rest(Duration time, String doing, Effect effect) throws DeviceException {
    try {
      if (closing.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw cancelled(doing, effect);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled(doing, effect);
    }
  }

  private static DeviceException cancelled(String doing, Effect effect) {
    return new DeviceException(Fault.CANCELLED, effect, "", doing + ": the caller asked to stop");
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Any thread; a running call returns at once. */
  void close() {
    closing.countDown();
    ByteLink current = link;
    if (current != null) {
      current.close();
    }
  }

  private static Duration atLeastAMoment(Deadline deadline) {
    Duration left = deadline.left();
    return left.isZero() ? Duration.ofMillis(1) : left;
  }
}
