package org.countersign.trust.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * Against the known values of the Certificate Transparency reference implementation
 * (google/certificate-transparency, merkle_tree_test and merkle_verifier_test; also
 * transparency-dev/merkle, testonly), and against the recursive definition of RFC 9162, 2.1.1.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TreeProofsTest {

  private static final List<TreeHash> LEAVES =
      Stream.of(
              "",
              "00",
              "10",
              "2021",
              "3031",
              "40414243",
              "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
          .map(hex -> TreeHash.leaf(HexFormat.of().parseHex(hex)))
          .toList();

  /** Of the first 0, 1, 2 ... 8 leaves. */
  private static final List<TreeHash> ROOTS =
      hashes(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static List<TreeHash> hashes(String... hex) {
    return Stream.of(hex).map(TreeHash::ofHex).toList();
  }

  private static TreeProofs.Subtrees over(List<TreeHash> leaves) {
    return (from, to) -> {
      TreeFrontier part = new TreeFrontier();
      leaves.subList((int) from, (int) to).forEach(part::append);
      return part.root();
    };
  }

  @Test
  void the_known_roots_come_out() {
    TreeFrontier frontier = new TreeFrontier();
    assertThat(frontier.root()).isEqualTo(ROOTS.getFirst());
    for (int size = 1; size <= LEAVES.size(); size++) {
      frontier.append(LEAVES.get(size - 1));
      assertThat(frontier.root()).as("of %s", size).isEqualTo(ROOTS.get(size));
      assertThat(frontier.size()).isEqualTo(size);
    }
  }

  @Test
  void the_known_inclusion_proofs_come_out() {
    assertThat(inclusion(0, 8))
        .isEqualTo(
            hashes(
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"));
    assertThat(inclusion(5, 8))
        .isEqualTo(
            hashes(
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
    assertThat(inclusion(2, 3))
        .isEqualTo(hashes("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"));
    assertThat(inclusion(1, 5))
        .isEqualTo(
            hashes(
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));
  }

  private static List<TreeHash> inclusion(int index, int size) {
    return TreeProofs.inclusion(over(LEAVES), index, size).path();
  }

  @Test
  void the_known_consistency_proofs_come_out() {
    assertThat(consistency(1, 1)).isEmpty();
    assertThat(consistency(1, 8))
        .isEqualTo(
            hashes(
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"));
    assertThat(consistency(6, 8))
        .isEqualTo(
            hashes(
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
    assertThat(consistency(2, 5))
        .isEqualTo(
            hashes(
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));
  }

  private static List<TreeHash> consistency(int first, int second) {
    return TreeProofs.consistency(over(LEAVES), first, second).path();
  }

  /** MTH of RFC 9162, 2.1.1, word for word; shares nothing with the code under test but node(). */
  private static TreeHash definition(List<TreeHash> leaves) {
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int k = 1;
    while (2 * k < leaves.size()) {
      k *= 2;
    }
    return TreeHash.node(
        definition(leaves.subList(0, k)), definition(leaves.subList(k, leaves.size())));
  }

  @Test
  void every_proof_of_every_small_tree_holds_and_leads_to_the_defined_root() {
    List<TreeHash> leaves = leaves(70);
    for (int size = 1; size <= leaves.size(); size++) {
      TreeHash root = definition(leaves.subList(0, size));
      assertThat(over(leaves).root(0, size)).isEqualTo(root);
      for (int index = 0; index < size; index++) {
        assertThat(TreeProofs.inclusion(over(leaves), index, size).proves(leaves.get(index), root))
            .as("leaf %s of %s", index, size)
            .isTrue();
      }
      for (int first = 1; first <= size; first++) {
        assertThat(
                TreeProofs.consistency(over(leaves), first, size)
                    .proves(definition(leaves.subList(0, first)), root))
            .as("%s in %s", first, size)
            .isTrue();
      }
    }
  }

  private static List<TreeHash> leaves(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> TreeHash.leaf(new byte[] {(byte) i, (byte) (i >> 8)}))
        .toList();
  }

  @Test
  void an_inclusion_proof_with_anything_changed_proves_nothing() {
    List<TreeHash> leaves = leaves(13);
    TreeHash root = definition(leaves);
    for (int index = 0; index < 13; index++) {
      InclusionProof good = TreeProofs.inclusion(over(leaves), index, 13);
      TreeHash leaf = leaves.get(index);
      for (List<TreeHash> path : faulty(good.path())) {
        assertThat(new InclusionProof(index, 13, path).proves(leaf, root)).isFalse();
      }
      for (int other = -1; other <= 13; other++) {
        boolean proven = new InclusionProof(other, 13, good.path()).proves(leaf, root);
        assertThat(proven).as("leaf %s shown as %s", index, other).isEqualTo(other == index);
      }
      assertThat(good.proves(leaves.get((index + 1) % 13), root)).isFalse();
      assertThat(good.proves(leaf, leaf)).isFalse();
    }
  }

  @Test
  void a_consistency_proof_with_anything_changed_proves_nothing() {
    List<TreeHash> leaves = leaves(13);
    TreeHash root = definition(leaves);
    for (int first = 1; first < 13; first++) {
      ConsistencyProof good = TreeProofs.consistency(over(leaves), first, 13);
      TreeHash firstRoot = definition(leaves.subList(0, first));
      for (List<TreeHash> path : faulty(good.path())) {
        assertThat(new ConsistencyProof(first, 13, path).proves(firstRoot, root)).isFalse();
      }
      assertThat(good.proves(root, root)).isFalse();
      assertThat(good.proves(firstRoot, firstRoot)).isFalse();
      assertThat(new ConsistencyProof(0, 13, good.path()).proves(firstRoot, root)).isFalse();
      assertThat(new ConsistencyProof(14, 13, good.path()).proves(firstRoot, root)).isFalse();
    }
    assertThat(new ConsistencyProof(13, 13, List.of()).proves(root, leaves.getFirst())).isFalse();
    assertThat(new ConsistencyProof(13, 13, List.of(root)).proves(root, root)).isFalse();
  }

  /** One hash more, one less, one altered, two exchanged. */
  private static List<List<TreeHash>> faulty(List<TreeHash> path) {
    List<List<TreeHash>> all = new ArrayList<>();
    TreeHash other = TreeHash.leaf(new byte[] {99});
    for (int i = 0; i < path.size(); i++) {
      List<TreeHash> altered = new ArrayList<>(path);
      altered.set(i, other);
      all.add(altered);
      List<TreeHash> less = new ArrayList<>(path);
      less.remove(i);
      all.add(less);
      List<TreeHash> exchanged = new ArrayList<>(path);
      exchanged.add(exchanged.remove(i));
      if (!exchanged.equals(path)) {
        all.add(exchanged);
      }
    }
    List<TreeHash> more = new ArrayList<>(path);
    more.add(other);
    all.add(more);
    return all;
  }

  @Test
  void what_is_not_in_the_tree_has_no_proof() {
    assertThatThrownBy(() -> TreeProofs.inclusion(over(LEAVES), 8, 8))
        .hasMessage("leaf 8 is not in a tree of 8");
    assertThatThrownBy(() -> TreeProofs.consistency(over(LEAVES), 0, 8))
        .hasMessage("0 is no beginning of a tree of 8");
  }

  @Test
  void a_frontier_goes_on_where_it_was_written_down() {
    Random random = new Random(9162);
    List<TreeHash> leaves = leaves(1_000);
    TreeFrontier whole = new TreeFrontier();
    TreeFrontier resumed = new TreeFrontier();
    for (TreeHash leaf : leaves) {
      if (random.nextInt(10) == 0) {
        resumed = TreeFrontier.of(resumed.size(), resumed.toArray());
      }
      whole.append(leaf);
      resumed.append(leaf);
      assertThat(resumed.root()).isEqualTo(whole.root());
    }
    assertThat(whole.root()).isEqualTo(definition(leaves));
    assertThat(whole.toArray()).hasSize(Long.bitCount(1_000) * TreeHash.SIZE);
    assertThatThrownBy(() -> TreeFrontier.of(3, new byte[TreeHash.SIZE]))
        .hasMessageContaining("no frontier of a tree of 3");
  }
}
