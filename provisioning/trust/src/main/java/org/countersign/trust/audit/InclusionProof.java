package org.countersign.trust.audit;

import java.util.List;
import java.util.Optional;

/**
 * The way from a leaf to the root (RFC 9162, 2.1.3).
 *
 * @param index of the leaf, the first is 0
 * @param size leaves of the tree
 * @param path the neighbours on the way, the leaf's own first
 */
public record InclusionProof(long index, long size, List<TreeHash> path) {

  public InclusionProof {
    path = List.copyOf(path);
  }

  /** Whether the leaf stands at its index in the tree of this root (RFC 9162, 2.1.3.2). */
  public boolean proves(TreeHash leaf, TreeHash root) {
    return rootOver(leaf).filter(root::equals).isPresent();
  }

  /** The root that the path leads to; empty if it is no path of this index and size. */
  private Optional<TreeHash> rootOver(TreeHash leaf) {
    if (index < 0 || index >= size) {
      return Optional.empty();
    }
    long node = index;
    long last = size - 1;
    TreeHash root = leaf;
    for (TreeHash neighbour : path) {
      if (last == 0) {
        return Optional.empty();
      }
      if ((node & 1) == 1 || node == last) {
        root = TreeHash.node(neighbour, root);
        // At the right edge a node without a neighbour stands for itself one level up.
        while (node != 0 && (node & 1) == 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        root = TreeHash.node(root, neighbour);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 ? Optional.of(root) : Optional.empty();
  }
}
