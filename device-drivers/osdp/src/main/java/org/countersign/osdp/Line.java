package org.countersign.osdp;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.framing.AnswerTime;
import org.countersign.framing.FrameReader;

/**
 * Sends a packet until it is answered. What is sent again is the same, bit for bit, sequence number
 * included: a reader that has run the command answers it from memory and does not run it twice.
 * Packets of other readers on the line, other sequence numbers and our own echo are passed over.
 */
final class Line implements AutoCloseable {

  /** A packet's pauses are shorter: 16 ms with many USB adapters, more over a network. */
  private static final Duration GAP = Duration.ofMillis(100);

  private static final Duration QUIET = Duration.ofMillis(50);
  private static final Duration NOISE = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /** Silence after which both sides take the other for gone (SIA OSDP v2.2: 8 s). */
  private static final Duration GONE = Duration.ofSeconds(8);

  private final ByteLink link;
  private final FrameReader<Packet> reader;
  private final LongSupplier clock;
  private final Duration replyTime;
  private final Duration pause;
  private LineSettings settings;
  private volatile long heardAt;

  /**
   * Over an open link.
   *
   * @param replyTime how long a reader may take until it begins to answer
   * @param pause between sendings to a reader that is busy
   */
  Line(
      ByteLink link,
      LineSettings settings,
      Duration replyTime,
      Duration pause,
      LongSupplier clock) {
    this.link = link;
    this.settings = settings;
    this.replyTime = replyTime;
    this.pause = pause;
    this.clock = clock;
    this.reader = new FrameReader<>(link, new PacketDecoder(), clock, GAP);
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
        AnswerTime.limit(settings, packet.length + replyBytes, replyTime, Duration.ZERO);
    long silentSince = clock.getAsLong();
    int unanswered = 0;
    int sendings = 0;
    while (unanswered < tries && !deadline.isPassed()) {
      try {
        send(packet);
      } catch (LinkException e) {
        throw new Broken(e, sendings > 0 || !e.nothingSent());
      }
      sendings++;
      try {
        Optional<Packet> reply = await(command, deadline.atMost(wait));
        if (reply.isEmpty()) {
          unanswered++;
          if (clock.getAsLong() - silentSince > GONE.toNanos()) {
            break;
          }
          wait = longer(wait);
        } else if (isBusy(reply.get())) {
          silentSince = heardAt;
          unanswered = 0;
          rest(deadline.atMost(pause));
        } else if (isDamageReport(reply.get())) {
          unanswered++;
        } else {
          return new Heard(reply.get(), sendings);
        }
      } catch (LinkException e) {
        throw new Broken(e, true);
      }
    }
    throw new Silence(sendings);
  }

  private static Duration longer(Duration wait) {
    Duration twice = wait.multipliedBy(2);
    Duration most = wait.compareTo(LONGEST_WAIT) > 0 ? wait : LONGEST_WAIT;
    return twice.compareTo(most) < 0 ? twice : most;
  }

  /** The mark byte before it lets receivers on an idle line settle. */
  private void send(byte[] packet) throws LinkException {
    byte[] marked = new byte[packet.length + 1];
    marked[0] = (byte) Packet.MARK;
    System.arraycopy(packet, 0, marked, 1, packet.length);
    link.write(marked, replyTime.plusNanos(2 * settings.nanosFor(marked.length)).plusSeconds(1));
  }

  private Optional<Packet> await(Packet command, Duration limit) throws LinkException {
    Deadline deadline = Deadline.in(limit, clock);
    while (true) {
      Optional<Packet> packet = reader.next(deadline.left());
      if (packet.isEmpty()) {
        return packet;
      }
      if (answers(packet.get(), command)) {
        heardAt = clock.getAsLong();
        return packet;
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

  /** Waits; what comes meanwhile is thrown away. */
  void rest(Duration span) throws LinkException {
    Deadline deadline = Deadline.in(span, clock);
    while (!deadline.isPassed()) {
      reader.next(deadline.left());
    }
  }

  /** Waits until the line is quiet, so that no late reply is taken for another command's. */
  void settle() throws LinkException {
    reader.drainUntilSilent(QUIET, NOISE);
  }

  /** Changes speed. */
  void settings(LineSettings other) throws LinkException {
    link.flush(LONGEST_WAIT);
    link.settings(other);
    settings = other;
  }

  /** Time since a reply last came. */
  Duration silence() {
    return Duration.ofNanos(clock.getAsLong() - heardAt);
  }

  String name() {
    return link.name();
  }

  LongSupplier clock() {
    return clock;
  }

  @Override
  public void close() {
    link.close();
  }
}
