package org.countersign.osdp;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.framing.AnswerTime;

/**
 * One reader's place on a {@link Bus}. Sends a packet until it is answered. What is sent again is
 * the same, bit for bit, sequence number included: a reader that has run the command answers it
 * from memory and does not run it twice. Packets of other readers on the line, other sequence
 * numbers and our own echo are passed over.
 *
 * <p>Each sending and the wait for its reply are one turn. A silent reader that is not alone is
 * asked again after pauses, so that the others have four fifths of the time and more.
 */
final class Line implements AutoCloseable {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /** How soon a wait for a reply ends when another thread closes the device. */
  private static final Duration LOOK = Duration.ofMillis(10);

  /** A silent reader's pause in waits for a reply: the others' share. */
  private static final int SHARE = 4;

  /** Silence after which both sides take the other for gone (SIA OSDP v2.2: 8 s). */
  private static final Duration GONE = Duration.ofSeconds(8);

  private final Bus bus;
  private final String device;
  private final int address;
  private final LongSupplier clock;
  private final Duration replyTime;
  private final Duration pause;
  private int misses;
  private volatile long heardAt;
  private volatile boolean closed;

  /**
   * A place that {@link Bus#join} has still to give.
   *
   * @param device id of the reader's device
   */
  Line(Bus bus, String device, OsdpSettings settings, LongSupplier clock) {
    this.bus = bus;
    this.device = device;
    this.address = settings.address();
    this.replyTime = settings.replyTime();
    this.pause = settings.poll();
    this.clock = clock;
    this.heardAt = clock.getAsLong();
  }

  /**
   * A reply.
   *
   * @param sendings how often the command was sent
   */
  record Heard(Packet reply, int sendings) {}

  /** Nobody answered. */
  static final class Silence extends Exception {
    private static final long serialVersionUID = 1L;
    private final int sendings;

    Silence(int sendings) {
      super("no answer to " + sendings + " sendings", null, false, false);
      this.sendings = sendings;
    }

    int sendings() {
      return sendings;
    }
  }

  /** The line itself failed in the middle. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;
    private final LinkException failure;
    private final boolean sent;

    Broken(LinkException failure, boolean sent) {
      super(failure.getMessage(), failure, false, false);
      this.failure = failure;
      this.sent = sent;
    }

    LinkException failure() {
      return failure;
    }

    /** Whether a byte of the command may have left. */
    boolean mayBeSent() {
      return sent;
    }
  }

  /**
   * Sends a packet and waits for its reply.
   *
   * @param replyBytes greatest reply
   * @param tries sendings that may stay unanswered; each waits longer than the one before
   */
  Heard ask(byte[] packet, int replyBytes, int tries, Deadline deadline) throws Silence, Broken {
    Packet command = new Packet(packet);
    Duration wait =
        AnswerTime.limit(bus.settings(), packet.length + replyBytes, replyTime, Duration.ZERO);
    long silentSince = clock.getAsLong();
    int unanswered = 0;
    int sendings = 0;
    while (unanswered < tries && takeTurn(sendings, deadline)) {
      Optional<Packet> reply;
      try {
        send(packet, sendings);
        sendings++;
        reply = await(command, deadline.atMost(wait));
      } catch (LinkException e) {
        throw new Broken(e, true);
      } finally {
        bus.endTurn();
      }
      if (reply.isEmpty()) {
        unanswered++;
        if (clock.getAsLong() - silentSince > GONE.toNanos()) {
          break;
        }
        wait = afterSilence(wait, deadline);
      } else if (isBusy(reply.get())) {
        silentSince = heardAt;
        unanswered = 0;
        restAfterSending(deadline.atMost(pause));
      } else if (isDamageReport(reply.get())) {
        unanswered++;
      } else {
        return new Heard(reply.get(), sendings);
      }
    }
    throw new Silence(sendings);
  }

  private boolean takeTurn(int sendings, Deadline deadline) throws Broken {
    try {
      return !deadline.isPassed() && bus.beginTurn(this, deadline);
    } catch (LinkException e) {
      throw new Broken(e, sendings > 0);
    }
  }

  /** Alone, a reader is waited for longer and longer; with others it is asked more seldom. */
  private Duration afterSilence(Duration wait, Deadline deadline) throws Broken {
    if (!bus.isShared()) {
      return atMost(wait.multipliedBy(2), longest(wait, LONGEST_WAIT));
    }
    if (misses > 0) {
      Duration most = longest(LONGEST_WAIT, wait.multipliedBy(SHARE));
      restAfterSending(deadline.atMost(atMost(wait.multipliedBy(1L << Math.min(misses, 8)), most)));
    }
    misses++;
    return wait;
  }

  private static Duration atMost(Duration span, Duration most) {
    return span.compareTo(most) < 0 ? span : most;
  }

  private static Duration longest(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private void restAfterSending(Duration span) throws Broken {
    try {
      rest(span);
    } catch (LinkException e) {
      throw new Broken(e, true);
    }
  }

  /** The mark byte before it lets receivers on an idle line settle. */
  private void send(byte[] packet, int sendings) throws Broken {
    byte[] marked = new byte[packet.length + 1];
    marked[0] = (byte) Packet.MARK;
    System.arraycopy(packet, 0, marked, 1, packet.length);
    long nanos = 2 * bus.settings().nanosFor(marked.length);
    try {
      if (sendings == 0) {
        bus.discard();
      }
      bus.write(marked, replyTime.plusNanos(nanos).plusSeconds(1));
    } catch (LinkException e) {
      throw new Broken(e, sendings > 0 || !e.nothingSent());
    }
  }

  private Optional<Packet> await(Packet command, Duration limit) throws LinkException {
    Deadline deadline = Deadline.in(limit, clock);
    while (true) {
      Optional<Packet> packet = bus.next(deadline.atMost(LOOK));
      if (packet.isPresent() && answers(packet.get(), command)) {
        heardAt = clock.getAsLong();
        misses = 0;
        return packet;
      }
      if (closed) {
        throw new LinkException(
            LinkException.Reason.CLOSED, false, "reading from " + name() + ": it was closed", null);
      }
      if (deadline.isPassed()) {
        return Optional.empty();
      }
    }
  }

  private static boolean answers(Packet reply, Packet command) {
    return reply.isReply()
        && reply.address() == command.address()
        && (reply.sequence() == command.sequence() || isBusy(reply));
  }

  /** BUSY comes with sequence 0 and in the clear, also in a session (SIA OSDP v2.2, reply 79). */
  private static boolean isBusy(Packet reply) {
    return reply.code() == Code.BUSY && reply.security() == 0;
  }

  private static boolean isDamageReport(Packet reply) {
    return reply.code() == Code.NAK
        && reply.security() == 0
        && reply.data().length > 0
        && reply.data()[0] == Refusal.CHECK;
  }

  /** Waits while others use the line. */
  void rest(Duration span) throws LinkException {
    bus.rest(this, Deadline.in(span, clock));
  }

  /** Waits until the line is quiet, so that no late reply is taken for another command's. */
  void settle(Deadline deadline) throws LinkException {
    if (bus.beginTurn(this, deadline)) {
      try {
        bus.settle();
      } finally {
        bus.endTurn();
      }
    }
  }

  /** Changes speed, which only the line's one reader can. */
  void settings(LineSettings other) throws LinkException {
    bus.settings(other);
  }

  /** Whether other readers are on the line. */
  boolean isShared() {
    return bus.isShared();
  }

  int address() {
    return address;
  }

  String device() {
    return device;
  }

  /** Time since a reply last came. */
  Duration silence() {
    return Duration.ofNanos(clock.getAsLong() - heardAt);
  }

  String name() {
    return bus.name();
  }

  LongSupplier clock() {
    return clock;
  }

  boolean isClosed() {
    return closed;
  }

  /** Leaves the line to the others; a running call returns. Idempotent. */
  @Override
  public void close() {
    closed = true;
    bus.leave(this);
  }
}
