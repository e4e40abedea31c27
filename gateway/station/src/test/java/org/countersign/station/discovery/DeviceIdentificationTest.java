package org.countersign.station.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.countersign.driver.DeviceInfo;
import org.countersign.station.discovery.DeviceIdentification.Presence;
import org.countersign.station.discovery.FakeMachine.Stick;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DeviceIdentificationTest {

  private static final DeviceInfo SILENT = new DeviceInfo("E100", "", "1.0");

  @TempDir Path folder;
  private FakeMachine machine;

  @BeforeEach
  void start() {
    machine = new FakeMachine(folder.resolve("machine"));
  }

  private DeviceIdentification at(String address) {
    return new DeviceIdentification(
        "encoder-1",
        Optional.of(address),
        machine.ports(),
        new IdentityStore(folder.resolve("identities")));
  }

  private static void open(DeviceIdentification device, DeviceInfo info) throws HeldOutException {
    device.beforeOpening();
    device.afterOpening(info);
  }

  @Test
  void a_device_with_a_serial_number_may_move_to_another_socket() throws Exception {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    DeviceIdentification device = at(Stick.E100.byId());
    open(device, SILENT);
    machine.pull("ttyUSB0", "1-2", Stick.E100);
    assertThat(device.presence()).isEqualTo(Presence.ABSENT);
    machine.plug("ttyUSB3", "1-4", Stick.E100);
    assertThat(device.presence()).isEqualTo(Presence.PRESENT);
    open(device, SILENT);
  }

  @Test
  void another_device_in_the_same_socket_is_held_out_before_a_byte_is_sent() throws Exception {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    DeviceIdentification device = at(FakeMachine.byPath("1-2"));
    open(device, SILENT);
    machine.pull("ttyUSB0", "1-2", Stick.E100);
    Stick other = Stick.E100.serial("E100-00018");
    machine.plug("ttyUSB0", "1-2", other);
    assertThatThrownBy(device::beforeOpening)
        .isInstanceOfSatisfying(
            HeldOutException.class, held -> assertThat(held.isAnother()).isTrue())
        .hasMessageContaining("\"E100-00018\" instead of \"E100-00017\"")
        .hasMessageContaining("countersign devices --accept encoder-1");
    machine.pull("ttyUSB0", "1-2", other);
    machine.plug("ttyUSB0", "1-2", Stick.CH340);
    assertThatThrownBy(device::beforeOpening)
        .hasMessageContaining("\"1a86:7523/00\" instead of \"2a6e:0100/00\"");
    assertThat(machine.nothingWritten()).isTrue();
  }

  @Test
  void a_person_accepts_another_device_and_it_is_the_one_that_is_known_then() throws Exception {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    DeviceIdentification device = at(FakeMachine.byPath("1-2"));
    open(device, SILENT);
    machine.pull("ttyUSB0", "1-2", Stick.E100);
    machine.plug("ttyUSB0", "1-2", Stick.E100.serial("E100-00018"));
    device.forget();
    open(device, SILENT);
    machine.pull("ttyUSB0", "1-2", Stick.E100.serial("E100-00018"));
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    assertThatThrownBy(device::beforeOpening).isInstanceOf(HeldOutException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "00000000", "FFFFFFFF", "0123456789ABCDEF", "12345678", "N/A"})
  void a_serial_number_that_tells_nothing_ties_the_device_to_its_socket(String serial)
      throws Exception {
    Stick stick = Stick.CH340.serial(serial);
    machine.plug("ttyUSB0", "1-2", stick);
    DeviceIdentification device = at(stick.byId());
    open(device, SILENT);
    open(device, SILENT);
    machine.pull("ttyUSB0", "1-2", stick);
    machine.plug("ttyUSB0", "1-4", stick);
    assertThatThrownBy(device::beforeOpening)
        .isInstanceOf(HeldOutException.class)
        .hasMessageContaining("another socket")
        .hasMessageContaining("no serial number");
  }

  @Test
  void what_the_device_says_of_itself_tells_it_where_its_adapter_cannot() throws Exception {
    machine.plug("ttyUSB0", "1-2", Stick.CH340);
    DeviceIdentification device = at(Stick.CH340.byId());
    open(device, new DeviceInfo("E100", "SN-17", "1.0"));
    machine.pull("ttyUSB0", "1-2", Stick.CH340);
    machine.plug("ttyUSB0", "1-4", Stick.CH340);
    device.beforeOpening();
    assertThatThrownBy(() -> device.afterOpening(new DeviceInfo("E100", "SN-18", "1.0")))
        .hasMessageContaining("\"SN-18\" instead of \"SN-17\"");
    assertThatThrownBy(() -> device.afterOpening(new DeviceInfo("E100", "", "1.0")))
        .hasMessageContaining("missing or of no use instead of \"SN-17\"");
    assertThatThrownBy(() -> device.afterOpening(new DeviceInfo("E200", "SN-17", "1.0")))
        .hasMessageContaining("model is \"E200\" instead of \"E100\"");
    device.afterOpening(new DeviceInfo("E100", "SN-17", "1.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "E100-00017"})
  void twins_are_told_apart_by_their_sockets_alone(String serial) throws Exception {
    Stick stick = Stick.CH340.serial(serial);
    machine.plug("ttyUSB0", "1-2", stick);
    machine.plug("ttyUSB1", "1-4", stick);
    assertThatThrownBy(at(stick.byId())::beforeOpening)
        .isInstanceOfSatisfying(
            HeldOutException.class, held -> assertThat(held.isAnother()).isFalse())
        .hasMessageContaining("call themselves the same")
        .hasMessageContaining(FakeMachine.byPath("1-4"))
        .hasMessageContaining("devices.d/encoder-1.toml");
    DeviceIdentification bySocket = at(FakeMachine.byPath("1-2"));
    assertThatCode(() -> open(bySocket, SILENT)).doesNotThrowAnyException();
  }

  @Test
  void a_new_address_in_the_configuration_is_a_person_s_word_and_starts_over() throws Exception {
    machine.plug("ttyUSB0", "1-2", Stick.CH340);
    open(at(FakeMachine.byPath("1-2")), SILENT);
    machine.plug("ttyUSB1", "1-4", Stick.E100);
    open(at(FakeMachine.byPath("1-4")), SILENT);
  }

  @Test
  void a_network_device_is_known_by_what_it_says_of_itself() throws Exception {
    DeviceIdentification device = at("tcp://10.0.0.7:4001");
    assertThat(device.presence()).isEqualTo(Presence.UNKNOWN);
    open(device, new DeviceInfo("E100", "SN-17", ""));
    device.beforeOpening();
    assertThatThrownBy(() -> device.afterOpening(new DeviceInfo("E100", "SN-18", "")))
        .isInstanceOf(HeldOutException.class);
  }

  @Test
  void an_identity_that_cannot_be_read_holds_the_device_out_and_says_what_to_do() throws Exception {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    DeviceIdentification device = at(Stick.E100.byId());
    open(device, SILENT);
    Files.writeString(folder.resolve("identities/encoder-1.json"), "{\"address\": ");
    assertThatThrownBy(device::beforeOpening)
        .isInstanceOf(HeldOutException.class)
        .hasMessageContaining("--accept encoder-1");
    device.forget();
    open(device, SILENT);
  }
}
