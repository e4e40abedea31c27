package org.countersign.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.pcsc.Bench.failure;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcscSettingsTest {

  @Test
  void theReaderAloneIsEnough() throws DeviceException {
    assertThat(PcscSettings.of(Map.of("reader", "Acme")))
        .isEqualTo(new PcscSettings("Acme", Optional.empty(), true, OptionalInt.empty()));
  }

  @Test
  void everySettingIsRead() throws DeviceException {
    Map<String, String> config =
        Map.of("reader", "Acme", "socket", "/s", "share", "shared", "max-apdu-data", "256");
    assertThat(PcscSettings.of(config))
        .isEqualTo(
            new PcscSettings("Acme", Optional.of(Path.of("/s")), false, OptionalInt.of(256)));
  }

  @ParameterizedTest
  @CsvSource({
    "reader,        '  '",
    "share,         sometimes",
    "max-apdu-data, many",
    "max-apdu-data, 0",
    "max-apdu-data, 65537",
  })
  void aWrongValueIsNamedWithItsKey(String key, String value) {
    Map<String, String> config = new java.util.HashMap<>(Map.of("reader", "Acme"));
    config.put(key, value);

    DeviceException wrong = failure(() -> PcscSettings.of(config));

    assertThat(wrong.fault()).isEqualTo(Fault.CONFIGURATION);
    assertThat(wrong).hasMessageContaining("'" + key + "'");
  }
}
