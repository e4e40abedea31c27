package org.countersign.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.countersign.host.bundle.BundleArchive;
import org.countersign.tck.toy.ToyBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The good toy driver, proven as a vendor's bundle would be. */
class ToyKitTest {

  @TempDir Path folder;

  @Test
  void theToyDriverIsProvenInFull() throws Exception {
    Path bundle = ToyBundle.write(folder.resolve("toy"));
    Path zip = folder.resolve("toy.zip");
    BundleArchive.pack(bundle, zip);

    KitReport report = KitRun.run(zip, List.of(), folder.resolve("scratch"), Optional.of(folder));

    assertThat(report.text()).endsWith("63 proven, 0 failed, 0 not proven, 8 absent as declared\n");
    assertThat(report.isPassed()).isTrue();
    try (Stream<Path> files = Files.list(folder)) {
      Path xml =
          files.filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml")).findAny().get();
      assertThat(xml).content().contains("gives no wrong answer", "<skipped>");
    }
  }

  @Test
  void aDriverThatNobodyHasABenchForIsNamed() throws Exception {
    Path bundle = ToyBundle.write(folder.resolve("toy"));
    Path manifest = bundle.resolve("driver.toml");
    Files.writeString(manifest, Files.readString(manifest).replace("\"toy\"", "\"acme-e100\""));

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> KitRun.run(bundle, List.of(), folder, Optional.empty()))
        .hasMessageContainingAll("acme-e100", "META-INF/services");
  }
}
