package org.countersign.host.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.ConfigKey;
import org.countersign.toml.ConfigProblem;
import org.countersign.toml.Problems;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ManifestTest {

  @TempDir Path folder;
  private final Problems problems = new Problems();

  private Optional<Manifest> read(String toml) throws IOException {
    Files.writeString(folder.resolve("driver.toml"), toml);
    return Manifest.read(folder, problems);
  }

  private List<String> told() {
    return problems.all().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void a_full_manifest_is_read_as_it_stands() throws IOException {
    Manifest manifest =
        read("""
        id = "acme-e100"
        vendor = "ACME"
        version = "1.2.0-rc.1+b7"
        api-level = 1
        models = ["E100", "E100C"]
        isolation = "process"
        heap = "64MiB"
        description = "Encoder E100 over its serial port."
        [config.port]
        type = "link"
        required = true
        help = "Where the encoder is."
        [config.wait]
        type = "duration"
        default = "20ms"
        help = "Time to wait."
        [[match]]
        usb = "1a86:7523"
        interface = "00"
        product = "ACME E100.*"
        models = ["E100"]
        key = "port"
        [firmware]
        file-types = [1, 2]
        """)
            .orElseThrow();

    assertThat(told()).isEmpty();
    assertThat(manifest.isolation()).isEqualTo(Isolation.PROCESS);
    assertThat(manifest.heapBytes()).isEqualTo(64L << 20);
    assertThat(manifest.config())
        .containsExactly(
            ConfigKey.required("port", ConfigKey.Type.LINK, "Where the encoder is."),
            ConfigKey.withDefault("wait", ConfigKey.Type.DURATION, "20ms", "Time to wait."));
    Match match = manifest.matches().get(0);
    assertThat(match.usb()).isEqualTo("1a86:7523");
    assertThat(match.interfaceNumber()).contains("00");
    assertThat(match.product().orElseThrow().matcher("ACME E100 rev 2").matches()).isTrue();
    assertThat(match.models()).containsExactly("E100");
    assertThat(match.key()).isEqualTo("port");
    assertThat(manifest.firmwareFileTypes()).isEqualTo(Set.of(1, 2));
    assertThat(manifest.descriptor().id()).isEqualTo("acme-e100");
  }

  @Test
  void a_driver_runs_in_the_gateways_process_unless_it_says_otherwise() throws IOException {
    Manifest manifest = read(BundleFolder.MANIFEST).orElseThrow();
    assertThat(manifest.isolation()).isEqualTo(Isolation.LOADER);
    assertThat(manifest.heapBytes()).isEqualTo(32L << 20);
  }

  @Test
  void everything_that_is_wrong_is_told_at_once_with_its_place() throws IOException {
    Optional<Manifest> read =
        read(
            """
            id = "ACME E100"
            vndor = "ACME"
            version = "1.2"
            api-level = "1"
            models = []
            isolation = "proces"
            """);

    assertThat(read).isEmpty();
    assertThat(told())
        .contains(
            "driver.toml:1:1: id: must be 1 to 32 of a-z 0-9 -",
            "driver.toml:2:1: vndor: unknown key; did you mean vendor?",
            "driver.toml:3:1: version: must be a semantic version such as 1.2.0",
            "driver.toml:6:1: isolation: must be \"loader\" or \"process\"; did you mean process?",
            "driver.toml: vendor: is missing",
            "driver.toml: description: is missing")
        .anySatisfy(p -> assertThat(p).startsWith("driver.toml:4:1: api-level: must be a whole"))
        .anySatisfy(p -> assertThat(p).startsWith("driver.toml:5:1: models: must name at least"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "heap = '64MiB' | heap: has no meaning with isolation",
        "isolation = 'process'\\nheap = '64MB' | heap: must be a number with its unit",
        "isolation = 'process'\\nheap = '1MiB' | heap: must be from 8388608B",
        "[config.Port]\\ntype = 'link'\\nhelp = 'h' | config.Port: must be in kebab case",
        "[config.driver]\\ntype = 'text'\\nhelp = 'h' | config.driver: is the station's own key",
        "[config.port]\\ntype = 'lnk'\\nhelp = 'h' | config.port.type: must be one of text",
        "[config.wait]\\ntype = 'duration'\\ndefault = '20'\\nhelp = 'h' | default: must be a num",
        "[config.a]\\ntype = 'text'\\nrequired = true\\ndefault = 'x'\\nhelp = 'h' | never used",
        "[config.port]\\ntype = 'link' | config.port.help: is missing",
        "[[match]]\\nusb = '1A86:7523'\\nkey = 'port' | match[1].usb: must be VID:PID",
        "[[match]]\\nusb = '1a86:7523'\\nkey = 'prot' | match[1].key: prot is no key of type link",
        "[[match]]\\nusb = '1a86:7523' | match[1].key: is missing",
        "[[match]]\\ntcp = '10.0.0.7:1' | match[1].tcp: is not a rule",
        "[[match]]\\nusb = '1a86:7523'\\nproduct = '(' | match[1].product: is no regular"
            + " expression",
        "[[match]]\\nusb = '1a86:7523'\\nmodels = ['X'] | match[1].models: X is not among",
        "[firmware]\\nfile-types = [300] | firmware.file-types: must be whole numbers from 0",
        "[firmware] | firmware.file-types: is missing",
      })
  void a_wrong_value_is_told(String toml, String expected) throws IOException {
    assertThat(read(BundleFolder.MANIFEST + toml.replace("\\n", "\n").replace('\'', '"') + "\n"))
        .isEmpty();
    assertThat(told()).anySatisfy(p -> assertThat(p).contains(expected));
  }
}
