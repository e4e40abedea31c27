package org.countersign.station.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.countersign.station.discovery.FakeMachine;
import org.countersign.station.discovery.FakeMachine.Stick;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.terminal.Terminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DiscoveryReportTest {

  private static final String MANIFEST =
      """
      id = "acme-e100"
      vendor = "ACME"
      version = "1.0.0"
      api-level = 1
      models = ["E100"]
      isolation = "process"
      description = "Encoder E100."
      [config.port]
      type = "link"
      required = true
      help = "its serial port"
      [[match]]
      usb = "2a6e:0100"
      key = "port"
      """;

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private FakeMachine machine;
  private Path config;
  private DriverCatalogue drivers;

  @BeforeEach
  void make() throws Exception {
    machine = new FakeMachine(folder.resolve("machine"));
    Path driver = Files.createDirectories(folder.resolve("drivers/acme-e100"));
    Files.writeString(driver.resolve("driver.toml"), MANIFEST);
    Files.write(Files.createDirectories(driver.resolve("lib")).resolve("acme.jar"), new byte[0]);
    drivers = DriverCatalogue.load(Optional.of(folder.resolve("drivers")));
    assertThat(drivers.problems()).isEmpty();
    config = Files.createDirectories(folder.resolve("config"));
    Files.createDirectories(config.resolve("devices.d"));
    Files.writeString(
        config.resolve("station.toml"),
        """
        [station]
        id = "st-1"
        district = "d-1"
        [grant]
        required = false
        [serials]
        prefix = "CS"
        first = 1
        last = 9999999
        [signing.ICAO-P256]
        pkcs12 = "trust/dsc.p12"
        password-file = "trust/dsc.password"
        [profiles]
        allow-unsigned = true
        [verification]
        csca = ["trust/csca.pem"]
        [keys]
        file = "keys.json"
        """);
  }

  private int run(boolean json, boolean write) throws Exception {
    out.reset();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new DiscoveryReport(Terminal.plain(stream, stream), json)
        .run(config, drivers, machine.ports(), write);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_technician_reads_what_is_new_and_what_is_unknown() throws Exception {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    machine.plug("ttyUSB1", "1-4", Stick.CH340);
    assertThat(run(false, false)).isEqualTo(ExitCode.FAILED);
    assertThat(text())
        .contains(
            "new: /dev/ttyUSB0 (USB 2a6e:0100 \"ACME E100\", serial number \"E100-00017\")",
            "Driver acme-e100 would drive it.",
            "devices.d/acme-e100-1.toml",
            "    driver = \"acme-e100\"",
            "    port = \"/dev/serial/by-id/",
            "unknown: /dev/ttyUSB1 (USB 1a86:7523 \"USB Serial\", no serial number)",
            "nothing is ever sent to it");
  }

  @Test
  void the_file_it_writes_makes_the_device_one_of_the_station() throws Exception {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    assertThat(run(false, true)).isZero();
    assertThat(text()).contains("written: ", "restart the station");
    assertThat(config.resolve("devices.d/acme-e100-1.toml")).exists();

    assertThat(run(false, true)).isZero();
    assertThat(text())
        .contains("configured: /dev/ttyUSB0", "It is device acme-e100-1")
        .doesNotContain("acme-e100-1.toml", "acme-e100-2.toml");
  }

  @Test
  void a_program_reads_one_object_a_line() throws Exception {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    assertThat(run(true, false)).isZero();
    assertThat(text().lines().filter(line -> line.contains("2a6e:0100")))
        .singleElement()
        .satisfies(line -> {
          assertThat(line).startsWith("{\"what\":").endsWith("}}");
          assertThat(line).contains("\"kind\":\"new\"", "\"complete\":true");
        });
  }

  @Test
  void a_configuration_with_faults_keeps_nothing_from_being_found_and_all_from_being_written()
      throws Exception {
    Files.writeString(config.resolve("station.toml"), "[staton]\n");
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    assertThat(run(false, false)).isZero();
    assertThat(text()).contains("countersign check", "acme-e100-1.toml");
    assertThatThrownBy(() -> run(false, true))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("nothing is written");
    assertThat(config.resolve("devices.d")).isEmptyDirectory();
  }

  @Test
  void write_without_discover_is_a_fault_of_the_line() {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertThat(Countersign.run(Terminal.plain(stream, stream), "devices", "--write"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(text()).contains("--write goes with --discover");
  }
}
