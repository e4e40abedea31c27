package org.countersign.trust.audit;

import java.util.List;

/**
 * Hashes that show that one tree is the beginning of another (RFC 9162, 2.1.4).
 *
 * @param first leaves of the earlier tree, at least 1
 * @param second leaves of the later one
 * @param path subtrees, the lowest first
 */
public record ConsistencyProof(long first, long second, List<TreeHash> path) {

  public ConsistencyProof {
    path = List.copyOf(path);
  }

  /** Whether the tree of the first root is the beginning of the second one's (2.1.4.2). */
  public boolean proves(TreeHash firstRoot, TreeHash secondRoot) {
    if (first < 1 || first > second) {
      return false;
    }
    if (first == second) {
      return path.isEmpty() && firstRoot.equals(secondRoot);
    }
    boolean whole = Long.bitCount(first) == 1;
    if (!whole && path.isEmpty()) {
      return false;
    }
    // A beginning that is one complete subtree is itself where both ways start.
    TreeHash start = whole ? firstRoot : path.getFirst();
    List<TreeHash> rest = whole ? path : path.subList(1, path.size());
    return leadsTo(start, rest, firstRoot, secondRoot);
  }

  private boolean leadsTo(
      TreeHash start, List<TreeHash> rest, TreeHash firstRoot, TreeHash secondRoot) {
    int complete = Long.numberOfTrailingZeros(first);
    long node = (first - 1) >> complete;
    long last = (second - 1) >> complete;
    TreeHash earlier = start;
    TreeHash later = start;
    for (TreeHash neighbour : rest) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        earlier = TreeHash.node(neighbour, earlier);
        later = TreeHash.node(neighbour, later);
        while (node != 0 && (node & 1) == 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        later = TreeHash.node(later, neighbour);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && earlier.equals(firstRoot) && later.equals(secondRoot);
  }
}
