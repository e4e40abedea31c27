package org.countersign.station.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this is the ledger, and the machine, that the authority has given grants to. A ledger
 * that was put back from a backup, or copied to another box, opens and can be read, but issues
 * nothing until the authority begins the station anew with a higher epoch. What a disk that was
 * copied whole cannot tell, only the centre can.
 *
 * <p>A power cut may fall between a commit of the ledger and the anchor, so the anchor is only ever
 * behind: it is written after the commit, but at the very beginning before it, since a ledger that
 * was begun and has no anchor is taken for a copy; and a ledger of a higher epoch than the anchor's
 * is right.
 *
 * <p>Any thread but the ledger's.
 */
public final class Standing {

  /**
   * Who the station is.
   *
   * @param station its id
   * @param anchor file outside the ledger's folder
   * @param machine digest of the machine's identity; empty if it has none
   * @param strict whether a missing anchor speaks against issuing; a pilot without an authority has
   *     nobody who could allow it again
   */
  public record Terms(String station, Path anchor, String machine, boolean strict) {}

  static final String SUBJECT = "station";
  static final String BEGUN = "begun";

  private static final Logger LOG = LoggerFactory.getLogger(Standing.class);
  private static final String WHAT_TO_DO =
      "; nothing is issued until the authority has looked at the ledger ('countersign ledger head')"
          + " and begins the station anew with a grant of a higher epoch";

  private final LedgerWriter writer;
  private final LedgerReader reader;
  private volatile Optional<Terms> terms = Optional.empty();
  private volatile Optional<String> frozen = Optional.empty();
  private volatile Optional<String> unwritable = Optional.empty();
  private volatile long epoch = 1;

  private @Nullable AnchorStore store;

  /** Whether the ledger says whose it is. */
  private boolean isBegun;

  /** Whether there is an anchor that can be read. */
  private boolean isAnchored;

  /** The record that the anchor names; -1 if this was not written yet. */
  private long anchored = -1;

  Standing(LedgerWriter writer, LedgerReader reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /** Why nothing may be issued; empty if nothing speaks against it. */
  public Optional<String> objection() {
    return frozen.or(() -> unwritable);
  }

  /** How often the authority has begun the station anew; 1 at first. */
  public long epoch() {
    return epoch;
  }

  /** Whether only a higher epoch helps. */
  public boolean isFrozen() {
    return frozen.isPresent();
  }

  /**
   * Looks at the ledger, the anchor and the machine; to be called once after opening. A new ledger
   * is begun, and anchored.
   */
  public void begin(Terms ofStation) {
    begin(ofStation, new AnchorFile(ofStation.anchor()));
  }

  /** The same with the anchor elsewhere. */
  synchronized void begin(Terms ofStation, AnchorStore anchors) {
    terms = Optional.of(ofStation);
    store = anchors;
    if (writer.failure().isPresent()) {
      return; // Nothing is issued anyway, and nothing can be recorded.
    }
    StandingCheck check = new StandingCheck(reader, writer.end().sequence());
    Optional<StandingCheck.Begun> begun = check.begun();
    isBegun = begun.isPresent();
    epoch = begun.map(StandingCheck.Begun::epoch).orElse(1L);
    try {
      Optional<Anchor> anchor = Anchor.read(anchors);
      isAnchored = anchor.isPresent();
      epoch = Math.max(epoch, anchor.map(Anchor::epoch).orElse(1L));
      frozen = check.difference(ofStation, begun, anchor).map(why -> why + WHAT_TO_DO);
    } catch (IOException e) {
      frozen =
          Optional.of(
              "the anchor of the ledger cannot be read: "
                  + e.getMessage()
                  + "; restore "
                  + ofStation.anchor()
                  + WHAT_TO_DO);
    }
    keep();
  }

  private static long record(Transaction tx, Terms terms, long epoch) throws SQLException {
    Alarms.beginAnew(tx);
    return tx.append(
            HeadRecord.KIND,
            SUBJECT,
            BEGUN,
            Map.of(
                "station", terms.station(),
                "epoch", Long.toString(epoch),
                "machine", terms.machine()))
        .sequence();
  }

  /**
   * To be called before a grant of this epoch goes on record. Without an anchor the record alone
   * could not be told from the one of a copy, if a cut came before the anchor is written.
   *
   * @throws LedgerException if the anchor cannot be written
   */
  synchronized void prepare(long next) {
    if (terms.isEmpty() || next <= epoch || isAnchored) {
      return;
    }
    try {
      write(Anchor.UNKNOWN, "");
    } catch (IOException e) {
      throw new LedgerException(unwritable(e), e);
    }
  }

  /** Begins an epoch inside the transaction that takes its grant. Ledger thread. */
  void begin(Transaction tx, long next) throws SQLException {
    if (terms.isPresent() && next > epoch) {
      long ignored = record(tx, terms.get(), next);
    }
  }

  /** The authority has begun the station anew; to be called when that is on the disk. */
  synchronized void begun(long next) {
    if (next > epoch) {
      LOG.warn("the authority has begun the station anew: epoch {}", next);
      epoch = next;
      frozen = Optional.empty();
      isBegun = true;
      anchored = -1;
    }
    keep();
  }

  /**
   * Writes down how far the ledger has come. While that cannot be done nothing is issued, so who
   * calls this calls again until {@link #isKept}.
   */
  public synchronized void keep() {
    if (terms.isEmpty() || frozen.isPresent()) {
      return;
    }
    Terms station = terms.get();
    try {
      if (!isBegun) {
        write(0, "");
        long ignored = writer.write(tx -> record(tx, station, epoch));
        isBegun = true;
      }
      Transaction.End end = writer.end();
      if (end.sequence() != anchored) {
        write(end.sequence(), end.hash().toHex());
        anchored = end.sequence();
      }
      unwritable = Optional.empty();
    } catch (IOException e) {
      unwritable = Optional.of(unwritable(e));
    } catch (LedgerException e) {
      LOG.warn("the ledger could not be begun: {}", e.getMessage());
    }
  }

  /** Whether the anchor could be written when that was tried last. */
  public boolean isKept() {
    return unwritable.isEmpty();
  }

  private void write(long sequence, String hash) throws IOException {
    Terms station = terms.orElseThrow();
    new Anchor(station.station(), epoch, sequence, hash, station.machine())
        .write(Objects.requireNonNull(store));
    isAnchored = true;
  }

  private String unwritable(IOException e) {
    return "the anchor of the ledger cannot be written ("
        + e
        + "): no card is begun until "
        + store
        + " can be; free some space, or mend the folder's permissions";
  }
}
