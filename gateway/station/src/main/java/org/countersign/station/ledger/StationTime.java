package org.countersign.station.ledger;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.countersign.station.clock.Judgement;
import org.countersign.station.clock.ProvenTime;
import org.countersign.station.clock.Timekeeping;

/** The station's clock, held against its records. Any thread. */
public final class StationTime {

  private final Timekeeping timekeeping;
  private final LedgerWriter writer;

  StationTime(Timekeeping timekeeping, LedgerWriter writer) {
    this.timekeeping = timekeeping;
    this.writer = writer;
  }

  /** Whether the clock is believed now. */
  public Judgement now() {
    return timekeeping.judge(proven());
  }

  /** What the records prove. */
  public ProvenTime proven() {
    return writer.end().time();
  }

  /** Why nothing is begun, as far as the clock goes; empty if it is believed. */
  Optional<String> objection() {
    return now().objection();
  }

  /**
   * Puts on record that the clock is doubted, or no longer, if that is new, without waiting for the
   * disk. The next record of anything else would do it too.
   */
  public void note() {
    boolean ahead = now() instanceof Judgement.Ahead;
    boolean believed = now() instanceof Judgement.Believed;
    if (proven().isDoubted() ? believed : ahead) {
      writer.writeLater(Transaction::keepTime);
    }
  }

  /**
   * From now on the clock is right, as two persons say. Records of a later time were written by a
   * clock that was ahead, and hold nothing up any more.
   *
   * @throws LedgerException if the ledger takes no record
   */
  public void confirm(String by, String second) {
    long ignored = writer.write(tx -> confirm(tx, by, second));
  }

  private long confirm(Transaction tx, String by, String second) throws SQLException {
    return tx.confirmTime(timekeeping.now(), Map.of("by", by, "second", second)).sequence();
  }
}
