package org.countersign.station.fleet;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.countersign.mqtt.Ticker;
import org.countersign.protocol.records.RecordBatch;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.protocol.records.RecordSender;
import org.countersign.protocol.records.RecordSender.Outcome;
import org.countersign.protocol.records.RecordTopics;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox on the link's thread: what is to be published next, and what an acknowledgement does.
 * A ledger that does not answer costs records their turn, never the link: nothing here waits for
 * its disk.
 */
final class RecordLink {

  /** A ledger that failed, and a card that is not proven, are looked at again after so long. */
  static final Duration AGAIN = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(LinkLoop.class);
  private static final long NANOS = 1_000_000;

  private final RecordOutbox outbox;
  private final RecordSender sender;
  private final String records;
  private final String acks;
  private final Ticker ticker;
  private final long origin;

  private boolean up;

  /** Nobody would answer in this session. */
  private boolean refused;

  /** Whether what is acknowledged is to be said to the outbox again, and when. */
  private boolean unsettled = true;

  private long settleAt;

  /** It is being written down, whatever becomes of the connection meanwhile. */
  private Optional<CompletableFuture<Boolean>> settling = Optional.empty();

  /** Nothing is read before this. */
  private long again;

  private String told = "";

  RecordLink(EdgeNodeDescriptor station, RecordOutbox outbox, Ticker ticker) {
    this.outbox = outbox;
    this.sender = new RecordSender(station.node(), outbox, RecordSender.Pace.USUAL);
    this.records = RecordTopics.records(station);
    this.acks = RecordTopics.acks(station);
    this.ticker = ticker;
    this.origin = ticker.now();
    this.again = origin;
    this.settleAt = origin;
  }

  /** Where batches go. */
  String topic() {
    return records;
  }

  /** Where acknowledgements come from. */
  String filter() {
    return acks;
  }

  /** The broker lets no acknowledgement through in this session: nothing is sent in it. */
  void refused() {
    refused = true;
  }

  boolean isRefused() {
    return refused;
  }

  /** Births were sent; now the backlog may follow. A second call in a session does nothing. */
  void born() {
    if (!up && !refused) {
      up = true;
      sender.connected(millis());
    }
  }

  /** The connection is gone. */
  void lost() {
    up = false;
    refused = false;
    sender.lost();
  }

  /** The batch to publish now. */
  Optional<byte[]> due() {
    if (!ticker.isDue(again)) {
      return Optional.empty();
    }
    try {
      settle();
      return sender.next(millis()).map(RecordLink::bytes);
    } catch (RuntimeException e) {
      unreadable(e);
      return Optional.empty();
    }
  }

  private static byte[] bytes(RecordBatch batch) {
    return RecordCodec.encode(batch);
  }

  /** Moment of the monotonic clock at which {@link #due} is to be asked next. */
  long next(long otherwise) {
    long at;
    try {
      at = sender.nextAt();
    } catch (RuntimeException e) {
      unreadable(e);
      return again;
    }
    long next = otherwise;
    if (up && at != Long.MAX_VALUE) {
      next = ticker.earlier(next, later(origin + at * NANOS, again));
    }
    boolean open = unsettled || settling.isPresent();
    return up && open ? ticker.earlier(next, later(settleAt, again)) : next;
  }

  /** The clock may wrap. */
  private static long later(long one, long other) {
    return one - other < 0 ? other : one;
  }

  /**
   * Takes an acknowledgement.
   *
   * @return why it was not obeyed; empty if it was, or changed nothing
   */
  String received(byte[] payload) {
    try {
      return switch (sender.received(payload, millis())) {
        case Outcome.Acknowledged a -> {
          tell("");
          unsettled = true;
          settleAt = ticker.now();
          settle();
          yield "";
        }
        case Outcome.Refused r -> {
          tell(r.refusal().name());
          yield "";
        }
        case Outcome.Ignored i -> i.reason();
      };
    } catch (RuntimeException e) {
      unreadable(e);
      return "";
    }
  }

  /**
   * What was acknowledged holds in memory; that it is on record can come later, and is looked at in
   * any turn after that.
   */
  private void settle() {
    settled();
    if (settling.isEmpty() && unsettled && ticker.isDue(settleAt)) {
      settleAt = ticker.in(AGAIN);
      settling = Optional.of(outbox.acknowledge(sender.acknowledged()));
      unsettled = false;
      settled();
    }
  }

  private void settled() {
    Optional<CompletableFuture<Boolean>> done = settling.filter(CompletableFuture::isDone);
    if (done.isPresent()) {
      settling = Optional.empty();
      boolean again = done.get().isCompletedExceptionally() || done.get().join();
      if (again && !unsettled) {
        unsettled = true;
        settleAt = ticker.in(AGAIN);
      }
      if (done.get().isCompletedExceptionally()) {
        LOG.warn(
            "Fleet link: the ledger did not write down what the centre has; it is tried again: {}",
            done.get().exceptionNow().toString());
      }
    }
  }

  private void tell(String refusal) {
    if (!refusal.equals(told) && !refusal.isEmpty()) {
      LOG.error(
          "Fleet link: the centre takes no records of this station: {}. Cards are issued all the"
              + " same; the ledger may have been put back from a copy: 'countersign ledger verify',"
              + " then tell the centre",
          refusal);
    }
    told = refusal;
  }

  private void unreadable(RuntimeException e) {
    again = ticker.in(AGAIN);
    LOG.warn("Fleet link: records wait, the ledger does not answer: {}", e.toString());
  }

  private long millis() {
    return (ticker.now() - origin) / NANOS;
  }
}
