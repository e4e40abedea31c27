package org.countersign.fleetsim.box;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.RecordSource;
import org.countersign.protocol.records.StationRecord;

/**
 * A station's ledger, as far as a centre sees it: every record's hash is over the one before, and
 * what is not acknowledged stays. A card takes several records, of which one is sent. One thread.
 */
final class Ledger implements RecordSource {

  private static final HexFormat HEX = HexFormat.of();

  private final long epoch;
  private final boolean kept;
  private final ArrayDeque<StationRecord> outbox = new ArrayDeque<>();
  private byte[] head = new byte[32];
  private long sequence;
  private long newest;
  private long acknowledged;

  /**
   * An empty ledger.
   *
   * @param kept whether records are kept for a centre
   */
  Ledger(long epoch, boolean kept) {
    this.epoch = epoch;
    this.kept = kept;
  }

  /** Records that are not sent. */
  void pass(int records) {
    sequence += records;
  }

  /**
   * A record that is sent.
   *
   * @param at milliseconds since 1970-01-01T00:00:00Z
   */
  void append(RecordContent.Issuance card, long at) {
    sequence++;
    if (!kept) {
      return;
    }
    MessageDigest digest = sha256();
    digest.update(head);
    String line = String.join(" ", card.job(), card.serial(), card.chip(), card.profile());
    digest.update((sequence + " " + at + " ").getBytes(StandardCharsets.UTF_8));
    head = digest.digest(line.getBytes(StandardCharsets.UTF_8));
    newest = sequence;
    outbox.add(new StationRecord(sequence, HEX.formatHex(head), at, card));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Everything up to this one is the centre's. */
  void acknowledge(long through) {
    acknowledged = Math.max(acknowledged, through);
    while (!outbox.isEmpty() && outbox.getFirst().sequence() <= acknowledged) {
      outbox.removeFirst();
    }
  }

  /** Number of the newest record of any kind. */
  long sequence() {
    return sequence;
  }

  /** Records that wait for the centre. */
  int backlog() {
    return outbox.size();
  }

  /** Time of the oldest one that waits, in milliseconds since 1970-01-01T00:00:00Z. */
  long oldest(long otherwise) {
    return outbox.isEmpty() ? otherwise : outbox.getFirst().timeMillis();
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long acknowledged() {
    return acknowledged;
  }

  @Override
  public long newest() {
    return newest;
  }

  @Override
  public List<StationRecord> after(long from, int most) {
    List<StationRecord> found = new ArrayList<>();
    for (Iterator<StationRecord> i = outbox.iterator(); i.hasNext() && found.size() < most; ) {
      StationRecord record = i.next();
      if (record.sequence() > from) {
        found.add(record);
      }
    }
    return found;
  }
}
