package org.countersign.host.bundle;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.countersign.toml.Problems;
import org.junit.jupiter.api.io.TempDir;

/** A bundle's texts are read as they stand or refused with a reason. */
final class ManifestFuzzTest {

  @TempDir static Path folder;

  @FuzzTest(maxDuration = "30s")
  void any_bytes_are_a_manifest_or_told_what_is_wrong(FuzzedDataProvider data) throws IOException {
    byte[] bytes = data.consumeRemainingAsBytes();
    Files.write(folder.resolve(Manifest.FILE), bytes);
    Problems problems = new Problems();
    Optional<Manifest> manifest = Manifest.read(folder, problems);
    require(manifest.isPresent() == problems.all().isEmpty());
    problems.all().forEach(problem -> require(problem.toString().length() < 2_000));
    manifest.ifPresent(ManifestFuzzTest::look);
    listing(bytes);
  }

  private static void look(Manifest manifest) {
    require(manifest.descriptor().id().matches("[a-z0-9-]{1,32}"));
    require(manifest.heapBytes() <= 1L << 30);
    require(manifest.firmwareFileTypes().stream().allMatch(type -> type >= 0 && type <= 255));
  }

  private static void listing(byte[] bytes) {
    try {
      require(Arrays.equals(FileListing.read(bytes).bytes(), bytes));
    } catch (BundleRefused refused) {
      require(!refused.problems().isEmpty());
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("a bundle's text leaves its bounds");
    }
  }
}
