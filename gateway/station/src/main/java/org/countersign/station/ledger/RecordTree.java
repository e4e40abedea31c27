package org.countersign.station.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.countersign.apdu.Bytes;
import org.countersign.trust.audit.TreeFrontier;
import org.countersign.trust.audit.TreeHash;
import org.countersign.trust.audit.TreeProofs;

/**
 * The tree over the records: leaf N is the hash of record N + 1, 32 bytes. Reads the hashes as they
 * stand; whether they are right is {@link ChainWalk}'s matter.
 */
final class RecordTree implements TreeProofs.Subtrees {

  private static final int CHUNK = 10_000;

  private record Range(long from, long to) {}

  private final LedgerReader reader;

  /** Records that lie near each other share the subtrees that lie far away. */
  private final Map<Range, TreeHash> known = new HashMap<>();

  RecordTree(LedgerReader reader) {
    this.reader = reader;
  }

  @Override
  public TreeHash root(long from, long to) {
    return known.computeIfAbsent(
        new Range(from, to),
        range -> {
          TreeFrontier part = new TreeFrontier();
          append(reader, part, from, to);
          return part.root();
        });
  }

  /**
   * Adds the leaves from one index up to, but without, another.
   *
   * @throws LedgerException if there are fewer
   */
  static void append(LedgerReader reader, TreeFrontier frontier, long from, long to) {
    long next = from;
    while (next < to) {
      List<Bytes> hashes =
          reader.list(
              "SELECT hash FROM records WHERE sequence > ? AND sequence <= ? ORDER BY sequence",
              row -> Bytes.of(row.getBytes(1)),
              next,
              Math.min(to, next + CHUNK));
      if (hashes.size() != Math.min(to, next + CHUNK) - next) {
        throw new LedgerException(
            "records after "
                + next
                + " are missing, so nothing can be proven: 'countersign ledger verify' tells more");
      }
      hashes.forEach(hash -> frontier.append(TreeHash.leaf(hash.toArray())));
      next += hashes.size();
    }
  }
}
