package org.countersign.station.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BdSeqStoreTest {

  @TempDir Path folder;

  @Test
  void theFirstNumberIsZeroAndARestartGoesOn() {
    BdSeqStore store = store();
    assertThat(store.next()).isZero();
    assertThat(store.next()).isEqualTo(1);
    assertThat(store().next()).isEqualTo(2);
  }

  @Test
  void after255ComesZero() throws IOException {
    Files.writeString(folder.resolve("bdseq"), "255\n");
    assertThat(store().next()).isZero();
  }

  @Test
  void aFileThatHoldsNoNumberStartsOver() throws IOException {
    for (String content : List.of("", "x", "256", "-1", "1 2", "9".repeat(10_000))) {
      Files.writeString(folder.resolve("bdseq"), content);
      assertThat(store().next()).as(content).isZero();
    }
  }

  @Test
  void aFolderThatIsGoneCostsNoNumber() {
    BdSeqStore store = BdSeqStore.in(folder.resolve("gone/bdseq"));
    assertThat(store.next()).isZero();
    assertThat(store.next()).isEqualTo(1);
  }

  @Test
  void theFileIsReplacedWhole() throws IOException {
    store().next();
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactly("bdseq");
    }
  }

  private BdSeqStore store() {
    return BdSeqStore.in(folder.resolve("bdseq"));
  }
}
