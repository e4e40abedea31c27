package org.countersign.pcsc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.OptionalInt;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipConnection.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChipLimitsTest {

  /** The second is PC/SC part 3's ATR for ISO 14443-4 with historical bytes and TCK. */
  @ParameterizedTest
  @CsvSource({
    "3B810120A0,                   2, T1",
    "3B8880010000000000000000 09,  2, TCL",
    "3B021450,                     1, T0",
  })
  void theProtocolFollowsFromTheActiveOneAndTheAtr(String atr, int active, Protocol protocol) {
    assertThat(connection(atr, active, OptionalInt.empty()).protocol()).isEqualTo(protocol);
  }

  @Test
  void aReaderThatSaysNothingCarriesWhatPcscLiteCarries() {
    ChipConnection connection = connection("3B810120A0", Winscard.PROTOCOL_T1, OptionalInt.empty());
    assertThat(connection.maxCommandBytes()).isEqualTo(65_544);
    assertThat(connection.maxResponseBytes()).isEqualTo(65_538);
  }

  @Test
  void aReaderOfShortApdusSaysSo() {
    ChipConnection connection = connection("3B810120A0", 2, OptionalInt.of(256));
    assertThat(connection.maxCommandBytes()).isEqualTo(261);
    assertThat(connection.maxResponseBytes()).isEqualTo(258);
  }

  @Test
  void underT0ATpduIsTheLimit() {
    ChipConnection connection = connection("3B021450", 1, OptionalInt.of(65_536));
    assertThat(connection.maxCommandBytes()).isEqualTo(261);
  }

  private static ChipConnection connection(String atr, int protocol, OptionalInt data) {
    byte[] bytes = HexFormat.of().parseHex(atr.replace(" ", ""));
    return ChipLimits.connection(bytes, protocol, data);
  }
}
