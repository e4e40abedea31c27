package org.countersign.osdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DriverDescriptor;
import org.countersign.host.bundle.Manifest;
import org.countersign.toml.Problems;
import org.junit.jupiter.api.Test;

/** The manifest says what the code says. */
final class ManifestTest {

  @Test
  void manifest_and_descriptor_say_the_same() {
    Problems problems = new Problems();
    Manifest manifest = Manifest.read(Path.of("src/main/bundle"), problems).orElseThrow();
    assertThat(problems.all()).isEmpty();
    DriverDescriptor said = manifest.descriptor();
    DriverDescriptor coded = new OsdpDriver().descriptor();
    assertThat(sorted(said)).isEqualTo(sorted(coded));
    assertThat(said).usingRecursiveComparison().ignoringFields("configKeys").isEqualTo(coded);
  }

  private static List<ConfigKey> sorted(DriverDescriptor descriptor) {
    return descriptor.configKeys().stream().sorted(Comparator.comparing(ConfigKey::name)).toList();
  }
}
