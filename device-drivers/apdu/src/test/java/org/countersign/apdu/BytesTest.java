package org.countersign.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BytesTest {

  @Test
  void neitherTheArrayGivenNorTheArrayTakenIsShared() {
    byte[] given = {1, 2};
    Bytes bytes = Bytes.of(given);
    given[0] = 9;
    bytes.toArray()[1] = 9;
    assertThat(bytes).isEqualTo(Bytes.of(1, 2));
  }

  @Test
  void aByteIsReadWithoutSign() {
    assertThat(Bytes.of(0xFF).at(0)).isEqualTo(255);
  }

  @Test
  void hexadecimalIsReadInBothCasesWithBlanks() {
    assertThat(Bytes.hex("a0 0B\nff")).isEqualTo(Bytes.of(0xA0, 0x0B, 0xFF));
    assertThat(Bytes.hex("a0 0B\nff").toHex()).isEqualTo("A00BFF");
    assertThat(Bytes.hex("")).isEqualTo(Bytes.empty());
    assertThatThrownBy(() -> Bytes.hex("A")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Bytes.hex("0G")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void partsAreJoinedAndCut() {
    Bytes all = Bytes.concat(Bytes.of(1), Bytes.empty(), Bytes.of(2, 3)).plus(Bytes.of(4));
    assertThat(all).isEqualTo(Bytes.of(1, 2, 3, 4));
    assertThat(all.slice(1, 3)).isEqualTo(Bytes.of(2, 3));
    assertThat(all.from(4)).isEqualTo(Bytes.empty());
    assertThatThrownBy(() -> all.slice(3, 5)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void orderIsThatOfUnsignedBytes() {
    assertThat(Bytes.of(0x80)).isGreaterThan(Bytes.of(0x7F));
    assertThat(Bytes.of(1, 0)).isGreaterThan(Bytes.of(1));
  }

  @Test
  void contentIsNeverPrinted() {
    assertThat(Bytes.utf8("secret")).hasToString("Bytes[6]");
  }
}
