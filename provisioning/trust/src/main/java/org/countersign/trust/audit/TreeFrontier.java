package org.countersign.trust.audit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The right edge of a growing tree: the roots of its complete subtrees, the largest first, one for
 * each bit that is set in the number of leaves. It is all that is needed to add leaves and to tell
 * the root, so a tree of a million leaves is kept in 20 hashes. Not thread-safe.
 */
public final class TreeFrontier {

  private final List<TreeHash> subtrees = new ArrayList<>();
  private long size;

  /** Of the tree without leaves. */
  public TreeFrontier() {}

  /**
   * As {@link #toArray} wrote it.
   *
   * @param size number of leaves
   * @throws IllegalArgumentException if it has not one hash for each bit that is set in the size
   */
  public static TreeFrontier of(long size, byte[] subtrees) {
    if (size < 0 || subtrees.length != Long.bitCount(size) * TreeHash.SIZE) {
      throw new IllegalArgumentException(
          subtrees.length + " bytes are no frontier of a tree of " + size);
    }
    TreeFrontier frontier = new TreeFrontier();
    frontier.size = size;
    for (int at = 0; at < subtrees.length; at += TreeHash.SIZE) {
      frontier.subtrees.add(TreeHash.of(Arrays.copyOfRange(subtrees, at, at + TreeHash.SIZE)));
    }
    return frontier;
  }

  /** Adds a leaf. */
  public void append(TreeHash leaf) {
    TreeHash complete = leaf;
    // Each low bit that is set is a subtree of that size, which the new one completes to double.
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      complete = TreeHash.node(subtrees.removeLast(), complete);
    }
    subtrees.add(complete);
    size++;
  }

  /** Number of leaves. */
  public long size() {
    return size;
  }

  /** Root of the tree as it is now. */
  public TreeHash root() {
    if (subtrees.isEmpty()) {
      return TreeHash.EMPTY;
    }
    TreeHash root = subtrees.getLast();
    for (int i = subtrees.size() - 2; i >= 0; i--) {
      root = TreeHash.node(subtrees.get(i), root);
    }
    return root;
  }

  /** The hashes one after the other, 32 bytes each, the largest subtree's first. */
  public byte[] toArray() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(subtrees.size() * TreeHash.SIZE);
    subtrees.forEach(hash -> bytes.writeBytes(hash.toArray()));
    return bytes.toByteArray();
  }
}
