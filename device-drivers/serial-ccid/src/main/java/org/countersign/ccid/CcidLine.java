package org.countersign.ccid;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.framing.AnswerTime;
import org.countersign.framing.FrameReader;

/**
 * Asks the reader one thing after the other. Every command has a sequence number of its own, and an
 * answer with another one is thrown away; after an exchange that failed the line is drained first,
 * so that nothing that comes late can count for the next.
 */
final class CcidLine {

  /** What device, adapter, network and operating system may take beside the bytes' own time. */
  static final Duration FIXED = Duration.ofMillis(500);

  private static final Duration WRITE_LIMIT = Duration.ofSeconds(2);

  /** Longest pause inside a frame: 16 ms with USB adapters, more over a network. */
  private static final Duration GAP = Duration.ofMillis(200);

  private static final Duration QUIET = Duration.ofMillis(60);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(1);

  private final ByteLink link;
  private final Framing framing;
  private final int slot;
  private final LongSupplier nanoTime;
  private final ReaderListener listener;
  private final FrameReader<Received> reader;
  private LineSettings settings;
  private int sequence;
  private boolean outOfStep;
  private long strayAnswers;

  CcidLine(
      ByteLink link,
      LineSettings settings,
      Framing framing,
      int slot,
      LongSupplier nanoTime,
      ReaderListener listener) {
    this.link = link;
    this.settings = settings;
    this.framing = framing;
    this.slot = slot;
    this.nanoTime = nanoTime;
    this.listener = listener;
    this.reader = new FrameReader<>(link, framing.decoder(), nanoTime, GAP);
  }

  /**
   * Sends a command and waits for its answer. It is sent again only after the reader said that it
   * came damaged, or proved that it never came.
   *
   * @param specific the command's bytes 7 to 9
   * @param cardTime what the card may take; the reader may ask for more
   * @param waitOut whether to wait the whole time although something damaged came, as one must
   *     where the answer cannot be asked for again
   * @throws ExchangeFailure without an answer, or with one that says "failed"
   */
  CcidMessage ask(
      Command command,
      int specific,
      byte[] data,
      Duration cardTime,
      boolean waitOut,
      Deadline deadline)
      throws ExchangeFailure {
    CcidMessage answer;
    try {
      listen(Duration.ZERO);
      sequence = (sequence + 1) & 0xFF;
      CcidMessage question = new CcidMessage(command.type(), slot, sequence, specific, data);
      answer = new Exchange(this, question, command, cardTime, waitOut, deadline).run();
    } catch (ExchangeFailure e) {
      outOfStep = true;
      throw e;
    }
    if (answer.commandStatus() != 0) {
      throw ExchangeFailure.failed(answer);
    }
    return answer;
  }

  /**
   * Hears what the reader says by itself.
   *
   * @param limit how long to wait; zero takes what is there
   * @return whether something came
   */
  boolean listen(Duration limit) throws ExchangeFailure {
    boolean heard = false;
    try {
      if (outOfStep) {
        reader.drainUntilSilent(QUIET, DRAIN_LIMIT);
        outOfStep = false;
      }
      Duration wait = limit;
      Optional<Received> next = reader.next(wait);
      while (next.isPresent()) {
        heard |= hear(next.get());
        next = reader.next(Duration.ZERO);
      }
      return heard;
    } catch (LinkException e) {
      throw ExchangeFailure.link(e, true);
    }
  }

  /** What is no answer to a question that waits. */
  private boolean hear(Received received) {
    if (received instanceof Received.SlotChange change) {
      listener.slotMayHaveChanged(change.states());
      return true;
    }
    if (received instanceof Received.Message) {
      strayAnswers++;
    }
    return false;
  }

  void slotMayHaveChanged(int states) {
    listener.slotMayHaveChanged(states);
  }

  void countStray() {
    strayAnswers++;
  }

  void write(byte[] frame, Deadline deadline) throws ExchangeFailure {
    try {
      link.write(frame, deadline.orAfter(WRITE_LIMIT).left());
    } catch (LinkException e) {
      throw ExchangeFailure.link(e, e.nothingSent());
    }
  }

  Optional<Received> read(Duration limit) throws ExchangeFailure {
    try {
      return reader.next(limit);
    } catch (LinkException e) {
      throw ExchangeFailure.link(e, false);
    }
  }

  void drain() throws ExchangeFailure {
    try {
      reader.drainUntilSilent(QUIET, DRAIN_LIMIT);
    } catch (LinkException e) {
      throw ExchangeFailure.link(e, false);
    }
  }

  /** Time for a question and the longest answer, beside the card's. */
  Duration answerTime(int questionBytes) {
    int bytes = 2 * questionBytes + framing.decoder().greatestFrame();
    return AnswerTime.limit(settings, bytes, FIXED, Duration.ZERO);
  }

  void settings(LineSettings changed) throws ExchangeFailure {
    try {
      link.settings(changed);
      settings = changed;
    } catch (LinkException e) {
      throw ExchangeFailure.link(e, true);
    }
  }

  Framing framing() {
    return framing;
  }

  LongSupplier clock() {
    return nanoTime;
  }

  /** Bytes that belonged to no frame. */
  long skippedBytes() {
    return reader.skippedBytes();
  }

  /** Whole messages that answered no question in hand. */
  long strayAnswers() {
    return strayAnswers;
  }

  boolean isOpen() {
    return link.isOpen();
  }

  String name() {
    return link.name();
  }

  /** Any thread. */
  void close() {
    link.close();
  }
}
