package org.countersign.station.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceDiscovery;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DiscoveredDevice;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.host.bundle.Match;
import org.countersign.station.config.StationConfig.DeviceConfig;
import org.countersign.station.discovery.FakeMachine.Stick;
import org.countersign.station.discovery.Finding.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DiscoveryTest {

  private static final ConfigKey PORT =
      ConfigKey.required("port", ConfigKey.Type.LINK, "its serial port");
  private static final ConfigKey PIN = ConfigKey.required("pin-file", ConfigKey.Type.PATH, "a PIN");

  @TempDir Path folder;
  private FakeMachine machine;

  @BeforeEach
  void start() {
    machine = new FakeMachine(folder);
  }

  private static DriverRule rule(
      String driver, int vendor, int product, String words, ConfigKey... keys) {
    return new DriverRule(
        driver,
        List.of(keys),
        new Match(
            vendor,
            product,
            Optional.of("00"),
            Optional.of(Pattern.compile(words)),
            List.of("E100"),
            "port"));
  }

  private static DriverRule acme() {
    return rule("acme-e100", 0x2a6e, 0x0100, "ACME E\\d+", PORT);
  }

  private static DriverRule adapter() {
    return rule("pn532", 0x1a86, 0x7523, ".*", PORT);
  }

  private List<Finding> look(List<DriverRule> rules, DeviceConfig... devices) {
    Discovery.Result result =
        new Discovery(machine.ports(), rules, List.of(), List.of(devices)).look();
    assertThat(result.problems()).isEmpty();
    assertThat(machine.nothingWritten()).isTrue();
    return result.findings();
  }

  private static DeviceConfig device(String id, String driver, Map<String, String> settings) {
    return new DeviceConfig(id, driver, Optional.empty(), Set.of(), settings);
  }

  @Test
  void consoles_and_sockets_without_a_chip_are_no_ports() {
    assertThat(look(List.of())).isEmpty();
  }

  @Test
  void ids_serial_number_product_and_interface_are_read_on_the_way_up() {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    machine.plug("ttyACM0", "1-3", Stick.CH340);
    List<UsbPort> ports = machine.ports().all();
    assertThat(ports).extracting(UsbPort::tty).containsExactly("ttyACM0", "ttyUSB0");
    assertThat(ports.getFirst().usb().orElseThrow().id()).isEqualTo("1a86:7523");
    assertThat(ports.getFirst().usb().orElseThrow().interfaceNumber()).isEqualTo("00");
    assertThat(ports.getLast())
        .isEqualTo(
            new UsbPort(
                "ttyUSB0",
                Optional.of(
                    new UsbPort.Usb(0x2a6e, 0x0100, "E100-00017", "ACME E100", "00", "1-2", "1:1")),
                List.of(Stick.E100.byId()),
                List.of(FakeMachine.byPath("1-2"))));
  }

  @Test
  void a_device_that_a_rule_names_gets_the_file_that_makes_it_one_of_the_station() {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    Finding found = look(List.of(adapter(), acme())).getFirst();
    assertThat(found.kind()).isEqualTo(Kind.DRIVABLE);
    assertThat(found.what()).contains("2a6e:0100", "ACME E100", "E100-00017");
    assertThat(found.advice())
        .containsExactly(
            "Driver acme-e100 would drive it as E100.",
            "It has a serial number of its own and may be plugged in anywhere.");
    assertThat(found.file())
        .contains(
            new Finding.File(
                "devices.d/acme-e100-1.toml",
                "driver = \"acme-e100\"\nport = \"" + Stick.E100.byId() + "\"\n",
                true));
  }

  @Test
  void twins_without_serial_numbers_are_named_by_their_sockets() {
    machine.plug("ttyUSB0", "1-2", Stick.CH340);
    machine.plug("ttyUSB1", "1-4", Stick.CH340);
    List<Finding> found = look(List.of(adapter()));
    assertThat(found.get(0).file().orElseThrow().text()).contains(FakeMachine.byPath("1-2"));
    assertThat(found.get(1).file().orElseThrow().text()).contains(FakeMachine.byPath("1-4"));
    assertThat(found.get(1).file().orElseThrow().name()).isEqualTo("devices.d/pn532-2.toml");
    assertThat(found.get(0).advice().getLast()).contains("cannot be told from /dev/ttyUSB1");
  }

  @Test
  void what_the_station_has_already_is_shown_as_its_own_by_whatever_name() {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    for (String name : List.of(Stick.E100.byId(), FakeMachine.byPath("1-2"), "/dev/ttyUSB0")) {
      DeviceConfig own = device("left", "acme-e100", Map.of("port", name));
      assertThat(look(List.of(acme()), own).getFirst().kind()).isEqualTo(Kind.CONFIGURED);
    }
  }

  @Test
  void what_no_rule_names_is_unknown_and_left_alone() {
    machine.plug("ttyUSB0", "1-2", Stick.CH340);
    machine.plug("ttyUSB1", "1-4", new Stick("2a6e", "0100", "X1", "Another Product"));
    assertThat(look(List.of(acme())))
        .allSatisfy(found -> {
          assertThat(found.kind()).isEqualTo(Kind.UNKNOWN);
          assertThat(found.advice().getFirst()).contains("nothing is ever sent to it");
          assertThat(found.file()).isEmpty();
        });
  }

  @Test
  void two_drivers_for_one_device_are_a_person_s_choice() {
    machine.plug("ttyUSB0", "1-2", Stick.CH340);
    DriverRule other = rule("osdp", 0x1a86, 0x7523, ".*", PORT);
    Finding found = look(List.of(adapter(), other)).getFirst();
    assertThat(found.kind()).isEqualTo(Kind.AMBIGUOUS);
    assertThat(found.advice().getFirst()).contains("pn532, osdp");
  }

  @Test
  void a_setting_that_only_a_person_knows_leaves_the_file_incomplete() {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    Finding.File file =
        look(List.of(rule("acme-e100", 0x2a6e, 0x0100, "ACME.*", PORT, PIN)))
            .getFirst()
            .file()
            .orElseThrow();
    assertThat(file.complete()).isFalse();
    assertThat(file.text()).contains("# pin-file =", "required: a PIN");
  }

  /** A driver that knows its devices, as that of PC/SC readers does. */
  private record Readers(boolean broken) implements DriverProvider, DeviceDiscovery {
    @Override
    public DriverDescriptor descriptor() {
      ConfigKey reader = ConfigKey.required("reader", ConfigKey.Type.TEXT, "its name");
      return new DriverDescriptor("pcsc", "test", "1", 1, List.of(), List.of(reader));
    }

    @Override
    public Device open(DriverContext context) {
      throw new AssertionError("discovery opens nothing");
    }

    @Override
    public List<DiscoveredDevice> discover(Map<String, String> config) throws DeviceException {
      if (broken) {
        throw new DeviceException(Fault.COMMUNICATION, Effect.NONE, "", "pcscd does not run");
      }
      return List.of(
          new DiscoveredDevice("ACME \"Duo\" 00 00", Map.of("reader", "ACME \"Duo\" 00 00")),
          new DiscoveredDevice("Other 01 00", Map.of("reader", "Other 01 00")));
    }
  }

  @Test
  void drivers_that_know_their_devices_are_asked() {
    DeviceConfig own = device("left", "pcsc", Map.of("reader", "Other"));
    Discovery.Result result =
        new Discovery(machine.ports(), List.of(), List.of(new Readers(false)), List.of(own)).look();
    assertThat(result.findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.DRIVABLE, Kind.CONFIGURED);
    assertThat(result.findings().getFirst().file().orElseThrow().text())
        .isEqualTo("driver = \"pcsc\"\nreader = \"ACME \\\"Duo\\\" 00 00\"\n");
  }

  @Test
  void a_driver_that_cannot_say_keeps_the_rest_from_nothing() {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    Discovery.Result result =
        new Discovery(machine.ports(), List.of(acme()), List.of(new Readers(true)), List.of())
            .look();
    assertThat(result.findings()).hasSize(1);
    assertThat(result.problems()).containsExactly("driver pcsc cannot say: pcscd does not run");
  }
}
