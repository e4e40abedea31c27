package org.countersign.trust.audit;

import java.util.ArrayList;
import java.util.List;

/** Makes proofs from the leaves of a tree (RFC 9162, 2.1.3.1 and 2.1.4.1). */
public final class TreeProofs {

  /** The tree's own parts. */
  @FunctionalInterface
  public interface Subtrees {
    /** Root over the leaves from one index up to, but without, another; the first leaf is 0. */
    TreeHash root(long from, long to);
  }

  private TreeProofs() {}

  /**
   * That a leaf is in the tree.
   *
   * @param index of the leaf, the first is 0
   * @param size number of leaves
   * @throws IllegalArgumentException if the leaf is beyond the size
   */
  public static InclusionProof inclusion(Subtrees tree, long index, long size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("leaf " + index + " is not in a tree of " + size);
    }
    List<TreeHash> path = new ArrayList<>();
    long from = 0;
    long to = size;
    while (to - from > 1) {
      long middle = from + largestPowerBelow(to - from);
      if (index < middle) {
        path.addFirst(tree.root(middle, to));
        to = middle;
      } else {
        path.addFirst(tree.root(from, middle));
        from = middle;
      }
    }
    return new InclusionProof(index, size, path);
  }

  /**
   * That the tree of a size holds the tree of a smaller one unchanged as its beginning.
   *
   * @throws IllegalArgumentException if the first size is not from 1 to the second
   */
  public static ConsistencyProof consistency(Subtrees tree, long first, long second) {
    if (first < 1 || first > second) {
      throw new IllegalArgumentException(first + " is no beginning of a tree of " + second);
    }
    List<TreeHash> path = new ArrayList<>();
    long from = 0;
    long to = second;
    while (first != to) {
      long middle = from + largestPowerBelow(to - from);
      if (first <= middle) {
        path.addFirst(tree.root(middle, to));
        to = middle;
      } else {
        path.addFirst(tree.root(from, middle));
        from = middle;
      }
    }
    if (from > 0) {
      // The beginning ends inside, so its last complete subtree is not known from its root.
      path.addFirst(tree.root(from, to));
    }
    return new ConsistencyProof(first, second, path);
  }

  private static long largestPowerBelow(long size) {
    return Long.highestOneBit(size - 1);
  }
}
