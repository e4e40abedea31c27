package org.countersign.protocol.records;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.countersign.protocol.records.RecordAck.Refusal;

/**
 * The station's end: sends what is not acknowledged, in order, a window at a time, and again after
 * a reconnect or when no answer comes. Nothing but numbers is held in memory. {@code now} is
 * milliseconds of a monotonic clock. One thread.
 */
public final class RecordSender {

  /**
   * How fast.
   *
   * @param batchRecords most records in a batch
   * @param batchBytes most bytes of a batch; a single record may be larger
   * @param window most batches without an answer
   * @param answerMillis after so long without progress the window is sent again; doubles each time
   * @param longestMillis most time between two tries, and the wait after a refusal
   * @param bytesPerSecond most bytes in a second, so that a backlog leaves room on a thin line
   */
  public record Pace(
      int batchRecords,
      int batchBytes,
      int window,
      long answerMillis,
      long longestMillis,
      int bytesPerSecond) {

    /** A backlog of a month in about two minutes. */
    public static final Pace USUAL = new Pace(64, 16 * 1024, 4, 30_000, 15 * 60_000, 16 * 1024);
  }

  /** What an acknowledgement brought. */
  public sealed interface Outcome {

    /** Every record up to this one is the centre's now. */
    record Acknowledged(long through) implements Outcome {}

    /** The centre takes nothing from this station: a person has to look. */
    record Refused(Refusal refusal) implements Outcome {}

    /**
     * Nothing changes.
     *
     * @param reason for the log; shows no content of the message; empty for an ordinary repetition
     */
    record Ignored(String reason) implements Outcome {}
  }

  private final String station;
  private final RecordSource source;
  private final Pace pace;

  private boolean connected;
  private long acknowledged;

  /** The newest record that was sent since the window last went back. */
  private long sent;

  /** Last sequences of the batches without an answer. */
  private final Deque<Long> unanswered = new ArrayDeque<>();

  private long answerBy;
  private long notBefore;
  private int fruitless;

  /** The gap that was answered already; -1 if none was. */
  private long wentBackTo = -1;

  private Optional<Refusal> refusal = Optional.empty();

  /**
   * A sender that is not connected.
   *
   * @param station id, as in the topic
   */
  public RecordSender(String station, RecordSource source, Pace pace) {
    this.station = station;
    this.source = source;
    this.pace = pace;
    this.acknowledged = source.acknowledged();
  }

  /** The broker takes messages: everything without an answer is sent again. */
  public void connected(long now) {
    connected = true;
    notBefore = now;
    goBack();
  }

  /** The connection is gone. */
  public void lost() {
    connected = false;
    unanswered.clear();
  }

  private void goBack() {
    wentBackTo = -1;
    sent = acknowledged;
    unanswered.clear();
  }

  /** The batch to send now, if there is one; it counts as sent. */
  public Optional<RecordBatch> next(long now) {
    if (!connected || now < notBefore) {
      return Optional.empty();
    }
    if (!unanswered.isEmpty() && now >= answerBy) {
      fruitless++;
      goBack();
    }
    if (unanswered.size() >= window()) {
      return Optional.empty();
    }
    long cut = passCut();
    List<StationRecord> records = fitting(source.after(sent, pace.batchRecords()));
    if (records.isEmpty()) {
      return Optional.empty();
    }
    RecordBatch batch = new RecordBatch(station, source.epoch(), acknowledged, cut, sent, records);
    sent = records.get(records.size() - 1).sequence();
    if (unanswered.isEmpty()) {
      answerBy = now + patience();
    }
    unanswered.add(sent);
    int bytes = records.stream().mapToInt(RecordCodec::size).sum();
    notBefore = now + 1_000L * bytes / pace.bytesPerSecond();
    return Optional.of(batch);
  }

  /** What was cut since the centre asked for it again must not look as if it had never been. */
  private long passCut() {
    long cut = source.cut();
    acknowledged = Math.max(acknowledged, cut);
    sent = Math.max(sent, cut);
    return cut;
  }

  /** One at a time while nobody answers: a centre that is not there costs the line little. */
  private int window() {
    return fruitless == 0 ? pace.window() : 1;
  }

  private long patience() {
    return Math.min(pace.longestMillis(), pace.answerMillis() << Math.min(fruitless, 20));
  }

  private List<StationRecord> fitting(List<StationRecord> found) {
    List<StationRecord> fitting = new ArrayList<>();
    int bytes = 0;
    for (StationRecord record : found) {
      bytes += RecordCodec.size(record);
      if (!fitting.isEmpty() && bytes > pace.batchBytes()) {
        break;
      }
      fitting.add(record);
    }
    return fitting;
  }

  /**
   * When {@link #next} is to be asked; {@link Long#MAX_VALUE} if only a new record changes that.
   */
  public long nextAt() {
    if (!connected) {
      return Long.MAX_VALUE;
    }
    if (unanswered.size() < window() && sent < source.newest()) {
      return notBefore;
    }
    return unanswered.isEmpty() ? Long.MAX_VALUE : Math.max(answerBy, notBefore);
  }

  /** Takes a message of {@link RecordTopics#acks}. */
  public Outcome received(byte[] payload, long now) {
    RecordAck ack;
    try {
      ack = RecordCodec.ack(payload);
    } catch (MalformedRecordException e) {
      return new Outcome.Ignored(String.valueOf(e.getMessage()));
    }
    if (!isOurs(ack)) {
      return new Outcome.Ignored("an acknowledgement of epoch " + ack.epoch());
    }
    if (ack.refusal().isPresent()) {
      refusal = ack.refusal();
      goBack();
      notBefore = now + pace.longestMillis();
      return new Outcome.Refused(ack.refusal().get());
    }
    if (ack.through() > source.newest()) {
      return new Outcome.Ignored("an acknowledgement of records that there are not");
    }
    return accepted(ack, now);
  }

  /**
   * A refusal for an old epoch comes with the newer one that the centre knows; any other answer
   * with another epoch is for a box that has, or had, this one's name.
   */
  private boolean isOurs(RecordAck ack) {
    return ack.refusal().equals(Optional.of(Refusal.OLD_EPOCH))
        ? ack.epoch() > source.epoch()
        : ack.epoch() == source.epoch();
  }

  private Outcome accepted(RecordAck ack, long now) {
    refusal = Optional.empty();
    if (ack.missing().isPresent() && ack.through() < acknowledged) {
      return lacking(ack);
    }
    boolean progress = ack.through() > acknowledged;
    if (progress) {
      acknowledged = ack.through();
      sent = Math.max(sent, acknowledged);
      unanswered.removeIf(last -> last <= acknowledged);
      fruitless = 0;
      answerBy = now + patience();
    }
    if (ack.missing().isPresent() && ack.through() == acknowledged && wentBackTo != acknowledged) {
      // Once for a gap: every batch behind it is answered so. If that is lost too, time tells.
      goBack();
      wentBackTo = acknowledged;
    }
    return progress ? new Outcome.Acknowledged(acknowledged) : new Outcome.Ignored("");
  }

  /**
   * The centre no longer has what it acknowledged: it gets what there is still. An answer that
   * comes late asks so too, which costs a repetition.
   */
  private Outcome lacking(RecordAck ack) {
    long from = Math.max(ack.through(), source.cut());
    if (from < acknowledged) {
      acknowledged = from;
      goBack();
      wentBackTo = from;
    }
    return new Outcome.Ignored("");
  }

  /** The newest record that is known to be the centre's. */
  public long acknowledged() {
    return acknowledged;
  }

  /** Why the centre takes nothing; empty if it does, or has not said. */
  public Optional<Refusal> refusal() {
    return refusal;
  }
}
