package org.countersign.station.box;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as Linux's /sys/class/power_supply has them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PowerSuppliesTest {

  @TempDir Path folder;

  @Test
  void a_box_without_supplies_cannot_tell() throws IOException {
    assertThat(new PowerSupplies(folder).source()).isEmpty();
    assertThat(new PowerSupplies(folder).charge()).isEmpty();
    assertThat(new PowerSupplies(folder.resolve("nowhere")).source()).isEmpty();
    supply("AC", "type", "Mains", "online", "0");
    assertThat(new PowerSupplies(folder).source()).isEmpty();
  }

  @Test
  void mains_that_is_online_feeds_the_box_whatever_its_battery_does() throws IOException {
    supply("AC", "type", "Mains", "online", "1");
    supply("BAT0", "type", "Battery", "status", "Discharging", "capacity", "97");
    assertThat(new PowerSupplies(folder).source()).isEqualTo("mains");
    assertThat(new PowerSupplies(folder).charge()).hasValue(97);
  }

  @Test
  void a_usb_supply_is_mains() throws IOException {
    supply("usb", "type", "USB_PD", "online", "1");
    assertThat(new PowerSupplies(folder).source()).isEqualTo("mains");
  }

  @Test
  void a_ups_that_discharges_is_a_battery() throws IOException {
    supply("AC", "type", "Mains", "online", "0");
    supply("ups", "type", "UPS", "status", "Discharging", "capacity", "41");
    assertThat(new PowerSupplies(folder).source()).isEqualTo("battery");
    assertThat(new PowerSupplies(folder).charge()).hasValue(41);
  }

  @Test
  void a_battery_that_is_full_or_charged_hangs_on_mains_and_an_unknown_one_says_nothing()
      throws IOException {
    supply("BAT0", "type", "Battery", "status", "Unknown", "capacity", "50");
    assertThat(new PowerSupplies(folder).source()).isEmpty();
    supply("BAT0", "type", "Battery", "status", "Full");
    assertThat(new PowerSupplies(folder).source()).isEqualTo("mains");
  }

  @Test
  void the_battery_of_a_mouse_is_not_the_boxs() throws IOException {
    supply(
        "hidpp_battery_0",
        "type",
        "Battery",
        "scope",
        "Device",
        "status",
        "Discharging",
        "capacity",
        "5");
    assertThat(new PowerSupplies(folder).source()).isEmpty();
    assertThat(new PowerSupplies(folder).charge()).isEmpty();
  }

  @Test
  void nonsense_is_no_charge() throws IOException {
    supply("BAT0", "type", "Battery", "status", "Discharging", "capacity", "4711");
    assertThat(new PowerSupplies(folder).charge()).isEmpty();
    supply("BAT0", "capacity", "full");
    assertThat(new PowerSupplies(folder).charge()).isEmpty();
  }

  private void supply(String name, String... attributes) throws IOException {
    Path supply = Files.createDirectories(folder.resolve(name));
    for (int i = 0; i < attributes.length; i += 2) {
      Files.writeString(supply.resolve(attributes[i]), attributes[i + 1] + "\n");
    }
  }
}
