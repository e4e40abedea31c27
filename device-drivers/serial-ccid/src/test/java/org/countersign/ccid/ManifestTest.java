package org.countersign.ccid;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.countersign.host.bundle.Manifest;
import org.countersign.toml.Problems;
import org.junit.jupiter.api.Test;

final class ManifestTest {

  @Test
  void the_manifest_says_what_the_driver_says() {
    Problems problems = new Problems();
    assertThat(Manifest.read(Path.of("src/main/bundle"), problems).orElseThrow().descriptor())
        .isEqualTo(new SerialCcidDriver().descriptor());
  }
}
