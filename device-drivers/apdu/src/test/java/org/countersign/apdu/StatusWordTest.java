package org.countersign.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ISO/IEC 7816-4, 5.6, tables 5 and 6. */
class StatusWordTest {

  @ParameterizedTest
  @CsvSource({
    "0x9000, success",
    "0x6982, security status not satisfied",
    "0x63C2, 2 tries left",
    "0x6110, 16 bytes more",
    "0x6C08, 'wrong Le, 8 is right'",
    "0x6283, warning",
    "0x6400, execution error",
    "0x6A99, checking error",
    "0x9101, not in ISO 7816-4",
  })
  void everyStatusWordHasAMeaning(String value, String meaning) {
    assertThat(new StatusWord(Integer.decode(value)).meaning()).isEqualTo(meaning);
  }

  @Test
  void theTwoThatTheTransportAnswersAreKnown() {
    assertThat(new StatusWord(0x6100).hasMoreData()).isTrue();
    assertThat(new StatusWord(0x6C00).isWrongLe()).isTrue();
    assertThat(StatusWord.OK.hasMoreData()).isFalse();
    assertThat(StatusWord.OK.isWrongLe()).isFalse();
  }

  @Test
  void onlyABlockOfSixteenIsACounter() {
    assertThat(new StatusWord(0x63C0).isRetryCounter()).isTrue();
    assertThat(new StatusWord(0x63CF).triesLeft()).isEqualTo(15);
    assertThat(new StatusWord(0x6300).isRetryCounter()).isFalse();
  }

  @Test
  void seventeenBitsAreRefused() {
    assertThatThrownBy(() -> new StatusWord(0x1_0000)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itPrintsItsNumberAndMeaning() {
    assertThat(new StatusWord(0x6A82)).hasToString("6A82 (file or application not found)");
  }
}
