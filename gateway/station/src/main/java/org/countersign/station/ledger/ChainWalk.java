package org.countersign.station.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.countersign.apdu.Bytes;
import org.countersign.trust.audit.TreeFrontier;
import org.countersign.trust.audit.TreeHash;
import org.jspecify.annotations.Nullable;

/**
 * Goes along the chain, row by row, and names what is not as it was written. A record is vouched
 * for twice: by its own hash, and by the next one, which repeats that hash; so it can be told which
 * of the two was altered.
 */
final class ChainWalk {

  /** Rows that are compared with each other to find out what changed places. */
  private static final int MOST_SUSPECTS = 200;

  /** The tree at a size. */
  record Root(TreeHash root, Bytes frontier) {}

  private final Findings findings;
  private final Set<Long> sizes;
  private final Consumer<LedgerRecord> readers;
  private final Map<Long, Root> roots = new TreeMap<>();
  private final TreeFrontier tree = new TreeFrontier();
  private final List<ChainRow> suspects = new ArrayList<>();
  private @Nullable ChainRow before;
  private long expected = 1;
  private boolean whole = true;

  /**
   * A walk.
   *
   * @param sizes at which the tree's root is wanted
   * @param readers get every record that can be read
   */
  ChainWalk(Findings findings, Set<Long> sizes, Consumer<LedgerRecord> readers) {
    this.findings = findings;
    this.sizes = sizes;
    this.readers = readers;
    wanted();
  }

  /** The next row. */
  void take(ChainRow row) {
    if (row.sequence() < expected) {
      findings.record(row.sequence(), "stands before the first one: it was put in");
      return;
    }
    ChainRow last = before;
    if (row.sequence() > expected) {
      missing(expected, row.sequence() - 1);
      settle(last, null);
    } else {
      settle(last, row);
    }
    row.record().ifPresent(readers);
    before = row;
    expected = row.sequence() + 1;
  }

  private void missing(long first, long last) {
    whole = false; // Every later leaf would stand at another place.
    findings.add(
        "records",
        first == last ? Long.toString(first) : first + "-" + last,
        first == last
            ? "record " + first + " is missing"
            : "records " + first + " to " + last + " are missing");
  }

  /** After the last row. */
  void end() {
    settle(before, null);
    before = null;
    places();
  }

  /** Number of the last record. */
  long last() {
    return expected - 1;
  }

  /** Whether none is missing. */
  boolean isWhole() {
    return whole;
  }

  /** The trees of the sizes that were asked for, as far as the records go. */
  Map<Long, Root> roots() {
    return roots;
  }

  /** Says what is to be said of a row now that the one after it is known. */
  private void settle(@Nullable ChainRow row, @Nullable ChainRow next) {
    if (row == null) {
      return;
    }
    if (row.sequence() == 1 && !row.previous().equals(LedgerRecord.NONE_BEFORE)) {
      findings.record(1, "says that one came before it");
    }
    Bytes named = next == null ? Bytes.empty() : next.previous();
    if (!row.agrees()) {
      suspects.add(row);
      altered(row, named);
    } else if (next != null && !named.equals(row.hash()) && next.agrees()) {
      findings.record(
          next.sequence(),
          "does not follow record "
              + row.sequence()
              + ": one of the two was altered and its hash made anew");
    } else if (!row.plain()) {
      findings.record(row.sequence(), "has its facts written otherwise than a gateway writes them");
    }
    grow(row.computed().equals(named) ? row.computed() : row.hash());
  }

  private void altered(ChainRow row, Bytes named) {
    if (row.record().isPresent() && row.computed().equals(named)) {
      findings.record(row.sequence(), "is as it was written, but its hash was altered");
    } else {
      findings.record(row.sequence(), "was altered: it is not what was written");
    }
  }

  private void grow(Bytes hash) {
    if (whole) {
      tree.append(TreeHash.leaf(hash.toArray()));
      wanted();
    }
  }

  private void wanted() {
    if (sizes.contains(tree.size())) {
      roots.put(tree.size(), new Root(tree.root(), Bytes.of(tree.toArray())));
    }
  }

  /** Rows that are right, but at another's place. */
  private void places() {
    if (suspects.size() > MOST_SUSPECTS) {
      return;
    }
    for (ChainRow row : suspects) {
      for (ChainRow other : suspects) {
        if (row.sequence() != other.sequence() && row.hashAt(other.sequence()).equals(row.hash())) {
          findings.record(row.sequence(), "holds what was written as record " + other.sequence());
        }
      }
    }
  }
}
