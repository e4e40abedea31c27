package org.countersign.station.ledger;

import java.util.HashMap;
import java.util.Map;
import org.countersign.apdu.Bytes;

/** Where the signed heads are on record, and the edge of the tree under each. */
final class DerivedHeads extends DerivedTable {

  private final Map<Long, ChainWalk.Root> roots;
  private final Map<Long, Long> heads = new HashMap<>();

  /**
   * A comparison.
   *
   * @param roots the trees as they were found; asked when all records were taken
   */
  DerivedHeads(Map<Long, ChainWalk.Root> roots) {
    super("heads", "size", "sequence", "frontier");
    this.roots = roots;
  }

  @Override
  void take(LedgerRecord record) {
    if (record.kind().equals(HeadRecord.KIND) && record.subject().equals(HeadRecord.HEAD)) {
      HeadRecord.head(record.facts())
          .ifPresent(head -> heads.put(head.head().size(), record.sequence()));
    }
  }

  @Override
  void finish() {
    heads.forEach((size, sequence) -> {
      ChainWalk.Root root = roots.get(size);
      Object frontier = root == null ? ANY : root.frontier();
      // A tree without records has an edge without hashes.
      row(size, sequence, frontier instanceof Bytes bytes ? bytes : ANY);
    });
  }
}
