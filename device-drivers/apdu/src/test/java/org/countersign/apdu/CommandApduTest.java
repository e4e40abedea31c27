package org.countersign.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ISO/IEC 7816-4, 5.1: the cases of a command. */
class CommandApduTest {

  @Property
  void whatIsWrittenIsReadAgain(
      @ForAll @IntRange(max = 255) int cla,
      @ForAll @IntRange(max = 255) int ins,
      @ForAll @IntRange(max = 65_535) int dataSize,
      @ForAll @IntRange(max = 65_536) int le) {
    CommandApdu command = new CommandApdu(cla, ins, 0x12, 0x34, Bytes.of(new byte[dataSize]), le);
    assertThat(CommandApdu.decode(command.encode())).isEqualTo(command);
  }

  /** Around every limit, where the random sizes above seldom fall. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 4", // case 1
    "0, 1, 5", // 2S
    "0, 255, 5",
    "0, 256, 5",
    "0, 257, 7", // 2E
    "0, 65536, 7",
    "1, 0, 6", // 3S
    "255, 0, 260",
    "256, 0, 263", // 3E
    "65535, 0, 65542",
    "1, 256, 7", // 4S
    "255, 256, 261",
    "1, 257, 10", // 4E
    "256, 1, 265",
    "65535, 65536, 65544",
  })
  void everyCaseHasItsLength(int dataSize, int le, int length) {
    CommandApdu command = new CommandApdu(0, 0xB0, 0, 0, Bytes.of(new byte[dataSize]), le);
    assertThat(command.encode()).hasSize(length);
    assertThat(CommandApdu.decode(command.encode())).isEqualTo(command);
  }

  @ParameterizedTest
  @CsvSource({
    "00A4040002A000,             0, 2", // Lc, data
    "00A4040002A00000,         256, 2", // Lc, data, Le 00
    "00B0000000,               256, 0", // Le 00
    "00B00000000000,         65536, 0", // extended Le 0000
    "00B00000000100,           256, 0", // extended Le 0100
    "00D60000000001FF,           0, 1", // extended Lc where the short one would do
    "00D60000000001FF0000,   65536, 1",
  })
  void lengthFieldsAreReadAsTheStandardSays(String wire, int le, int dataSize) {
    CommandApdu command = CommandApdu.decode(Bytes.hex(wire).toArray());
    assertThat(command.le()).isEqualTo(le);
    assertThat(command.data().size()).isEqualTo(dataSize);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00A404", // no whole header
        "00A4040003A000", // Lc 3, two bytes
        "00A4040001A00000", // Lc 1, data, and two bytes more
        "00A404000001", // extended Lc cut off
        "00A40400000000A0", // extended Lc 0 with data
        "00A40400000001A000", // extended, Le of one byte
      })
  void anythingElseIsRefused(String wire) {
    byte[] bytes = Bytes.hex(wire).toArray();
    assertThatThrownBy(() -> CommandApdu.decode(bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fieldsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> CommandApdu.of(256, 0, 0, 0)).hasMessageContaining("CLA");
    assertThatThrownBy(() -> CommandApdu.of(0, 0, 0, -1)).hasMessageContaining("P2");
    assertThatThrownBy(() -> CommandApdu.of(0, 0, 0, 0, 65_537)).hasMessageContaining("Le");
    assertThatThrownBy(() -> CommandApdu.of(0, 0, 0, 0, Bytes.of(new byte[65_536])))
        .hasMessageContaining("65536");
  }

  /** 7816-4, 5.4.1, tables 2 and 3. */
  @ParameterizedTest
  @CsvSource({
    "0x00, 0x00",
    "0x0C, 0x00", // secure messaging
    "0x13, 0x03", // chaining, channel 3
    "0x84, 0x00", // GlobalPlatform with secure messaging
    "0x42, 0x42", // channel 6
    "0x75, 0x45", // chaining, secure messaging, channel 9
    "0xE1, 0x41", // proprietary, secure messaging, channel 5
  })
  void getResponseStaysOnTheChannel(String cla, String expected) {
    assertThat(CommandApdu.transportClass(Integer.decode(cla))).isEqualTo(Integer.decode(expected));
  }

  @Test
  void dataIsNotPrinted() {
    CommandApdu command = new CommandApdu(0x00, 0xA4, 0x04, 0x00, Bytes.hex("CAFE"), 256);
    assertThat(command).hasToString("00 A4 04 00 Lc=2 Le=256");
  }
}
