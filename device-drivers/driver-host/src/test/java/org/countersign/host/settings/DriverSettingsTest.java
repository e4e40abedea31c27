package org.countersign.host.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.ConfigKey.Type;
import org.countersign.toml.Units;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DriverSettingsTest {

  private static final Path FOLDER = Path.of("/etc/station");

  private static final List<ConfigKey> KEYS =
      List.of(
          ConfigKey.required("port", Type.LINK, "Where the encoder is."),
          ConfigKey.withDefault("wait", Type.DURATION, "20ms", "Time to wait."),
          ConfigKey.optional("slots", Type.INTEGER, "Slots."),
          ConfigKey.optional("beep", Type.BOOLEAN, "Whether it beeps."),
          ConfigKey.optional("trace", Type.PATH, "Where it writes."));

  @Test
  void a_driver_sees_microseconds_absolute_paths_and_defaults() {
    Map<String, Object> toml =
        Map.of("port", "tcp://10.0.0.7:4001", "slots", 2L, "beep", true, "trace", "t.log");

    assertThat(DriverSettings.check(KEYS, toml, Notation.TOML, FOLDER).values())
        .isEqualTo(
            Map.of(
                "port", "tcp://10.0.0.7:4001",
                "wait", "20000",
                "slots", "2",
                "beep", "true",
                "trace", "/etc/station/t.log"));
  }

  @Test
  void a_command_line_gives_text_for_every_type_and_comes_to_the_same() {
    Map<String, String> text = Map.of("port", "/dev/ttyUSB0", "slots", "2", "beep", "true");
    Map<String, Object> toml = Map.of("port", "/dev/ttyUSB0", "slots", 2L, "beep", true);

    assertThat(DriverSettings.check(KEYS, text, Notation.TEXT, FOLDER))
        .isEqualTo(DriverSettings.check(KEYS, toml, Notation.TOML, FOLDER));
  }

  @Test
  void everything_wrong_is_told_at_once_and_no_value_is_repeated() {
    Map<String, Object> toml = Map.of("wait", 5L, "slots", "two", "beep", "1", "prot", "pin 4711");
    DriverSettings settings = DriverSettings.check(KEYS, toml, Notation.TOML, FOLDER);

    assertThat(settings.good()).isFalse();
    assertThat(settings.problems())
        .extracting(DriverSettings.Problem::toString)
        .containsExactly(
            "port is missing: Where the encoder is.",
            "wait must be " + Units.DURATION_FORM + " (Time to wait.)",
            "slots must be a whole number without quotes (Slots.)",
            "beep must be true or false (Whether it beeps.)",
            "prot is not known; did you mean port?");
  }

  @Test
  void a_default_that_does_not_read_is_the_vendors_fault_and_is_told() {
    List<ConfigKey> keys =
        List.of(ConfigKey.withDefault("wait", Type.DURATION, "20", "Time to wait."));
    assertThat(DriverSettings.check(keys, Map.of(), Notation.TOML, FOLDER).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.problem()).contains("default \"20\"", "vendor"));
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://10.0.0.7:4001,true",
    "tcp://[fe80::1]:1,true",
    "/dev/serial/by-id/usb-ACME-if00,true",
    "tcp://10.0.0.7,false",
    "tcp://10.0.0.7:0,false",
    "tcp://10.0.0.7:65536,false",
    "ttyUSB0,false",
    "/dev/../etc/passwd,false",
    "'/dev/\0x',false",
    "'',false",
  })
  void a_link_is_a_normal_absolute_path_or_a_host_with_its_port(String text, boolean right) {
    assertThat(DriverSettings.converted(Type.LINK, text, FOLDER).isPresent()).isEqualTo(right);
  }

  @ParameterizedTest
  @CsvSource({"250us,250", "20ms,20000", "1h,3600000000", "20,''", "-1s,''", "999999999999h,''"})
  void a_duration_carries_its_unit_and_fits(String text, String micros) {
    assertThat(DriverSettings.converted(Type.DURATION, text, FOLDER).orElse("")).isEqualTo(micros);
  }

  @Test
  void a_path_that_the_system_does_not_have_is_none() {
    assertThat(DriverSettings.converted(Type.PATH, "a\0b", FOLDER)).isEmpty();
    assertThat(DriverSettings.converted(Type.PATH, " ", FOLDER)).isEmpty();
  }
}
