package org.countersign.personalization.scp03;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Stream;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.personalization.keys.Secret;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a channel does with sizes, class bytes, lost exchanges and its end. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SecureChannelTest {

  private static final int LONGEST = 65_544;

  static Stream<Arguments> modesAndLevels() {
    return Stream.of(Mode.values())
        .flatMap(m -> Stream.of(SecurityLevel.values()).map(l -> Arguments.of(m, l)));
  }

  static SecureChannel channel(Chip chip, Mode mode, SecurityLevel level) {
    Secret key = Secret.of(new byte[16]);
    SessionKeys keys = SessionKeys.derive(new StaticKeys(key, key, key), new byte[2 * mode.size()]);
    return new SecureChannel(
        chip,
        mode,
        level,
        new KeyInformation(0x30, 3, 0x70),
        keys,
        new CommandWrapper(keys, mode, level));
  }

  /** Bytes on the wire of a command with that much data and Le. */
  private static int wireSize(Mode mode, SecurityLevel level, int data, int le) throws Exception {
    int[] size = new int[1];
    Chip chip =
        command -> {
          size[0] = command.encode().length;
          return ResponseApdu.of(0x6A80);
        };
    channel(chip, mode, level)
        .transmit(new CommandApdu(0x80, 0xE2, 0, 0, Bytes.of(new byte[data]), le));
    return size[0];
  }

  @ParameterizedTest
  @MethodSource("modesAndLevels")
  void the_largest_block_fills_the_command_and_one_byte_more_does_not_fit(
      Mode mode, SecurityLevel level) throws Exception {
    for (int max :
        new int[] {40, 100, 200, 254, 260, 261, 262, 264, 265, 300, 1_000, 1_033, 4_105}) {
      int most = channel(c -> ResponseApdu.of(0x9000), mode, level).maxDataBytes(max);
      int le = max > 264 ? CommandApdu.LE_EXTENDED_MAX : CommandApdu.LE_SHORT_MAX;
      assertThat(wireSize(mode, level, most, le))
          .as("%d bytes for %d", most, max)
          .isLessThanOrEqualTo(max);
      assertThat(wireSize(mode, level, most + 1, le)).as("and one more").isGreaterThan(max);
    }
  }

  @ParameterizedTest
  @MethodSource("modesAndLevels")
  void the_longest_command_there_is_goes_through(Mode mode, SecurityLevel level) throws Exception {
    int most = channel(c -> ResponseApdu.of(0x9000), mode, level).maxDataBytes(LONGEST);
    assertThat(wireSize(mode, level, most, 65_536)).isBetween(LONGEST - 16, LONGEST);
    SecureChannel channel = channel(c -> ResponseApdu.of(0x6A80), mode, level);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> channel.transmit(CommandApdu.of(0x80, 0xE2, 0, 0, Bytes.of(new byte[most + 1]))))
        .withMessageContaining("at most 65535");
    assertThat(channel.transmit(CommandApdu.of(0x80, 0xE2, 0, 0)).sw().value())
        .as("the channel goes on")
        .isEqualTo(0x6A80);
  }

  @ParameterizedTest
  @CsvSource({
    "S8, C_MAC, 256",
    "S8, C_MAC_R_MAC, 248",
    "S16, C_MAC_R_MAC, 240",
    "S8, C_DEC_R_ENC, 239",
    "S16, C_DEC_R_ENC, 239",
  })
  void a_short_response_holds_so_much(Mode mode, SecurityLevel level, int most) {
    assertThat(channel(c -> ResponseApdu.of(0x9000), mode, level).maxResponseDataBytes(258))
        .isEqualTo(most);
  }

  @ParameterizedTest
  @CsvSource({
    "00, 04", "80, 84", "03, 07", "82, 86", "10, 14", // channels 0 to 3: secure messaging is 04
    "40, 60", "C5, E5", // channels 4 to 19: secure messaging is 20
  })
  void the_class_byte_says_secure_messaging_and_keeps_the_logical_channel(
      String plain, String wrapped) throws Exception {
    ScriptedChip chip = new ScriptedChip("9000");
    int cla = Integer.parseInt(plain, 16);
    channel(chip, Mode.S8, SecurityLevel.C_MAC).transmit(CommandApdu.of(cla, 0xCA, 0, 0, 256));
    assertThat(chip.sent().get(0)).startsWith(wrapped + "CA0000");
  }

  @Test
  void the_logical_channel_is_not_under_the_MAC() throws Exception {
    ScriptedChip zero = new ScriptedChip("9000");
    ScriptedChip five = new ScriptedChip("9000");
    channel(zero, Mode.S8, SecurityLevel.C_MAC).transmit(CommandApdu.of(0x80, 0xCA, 0, 0, 256));
    channel(five, Mode.S8, SecurityLevel.C_MAC).transmit(CommandApdu.of(0xC1, 0xCA, 0, 0, 256));
    assertThat(five.sent().get(0).substring(2)).isEqualTo(zero.sent().get(0).substring(2));
  }

  @Test
  void a_lost_exchange_ends_the_channel() throws Exception {
    DeviceException taken =
        new DeviceException(Fault.CARD_TAKEN, Effect.UNKNOWN, "", "the card was pulled");
    int[] calls = new int[1];
    SecureChannel channel =
        channel(
            command -> {
              calls[0]++;
              throw taken;
            },
            Mode.S8,
            SecurityLevel.C_DEC);
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> channel.transmit(CommandApdu.of(0x80, 0xF2, 0, 0)))
        .isSameAs(taken);
    DeviceException e =
        catchThrowableOfType(
            DeviceException.class, () -> channel.transmit(CommandApdu.of(0x80, 0xF2, 0, 0)));
    assertThat(e).hasMessageContaining("has ended, an exchange was lost");
    assertThat(e.effect()).isEqualTo(Effect.NONE);
    assertThat(calls[0]).isEqualTo(1);
  }

  @Test
  void a_closed_channel_sends_nothing_and_has_no_keys() {
    ScriptedChip chip = new ScriptedChip();
    SecureChannel channel = channel(chip, Mode.S8, SecurityLevel.C_DEC);
    channel.close();
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> channel.transmit(CommandApdu.of(0x80, 0xF2, 0, 0)))
        .withMessageContaining("it was closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> channel.encryptWithDek(Bytes.of(new byte[16])));
    assertThat(chip.sent()).isEmpty();
  }

  @Test
  void sensitive_data_are_whole_blocks() {
    SecureChannel channel = channel(new ScriptedChip(), Mode.S8, SecurityLevel.C_DEC);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> channel.encryptWithDek(Bytes.of(new byte[15])))
        .withMessage("15 bytes; a multiple of 16");
  }

  @Test
  void nothing_prints_a_key() {
    assertThat(channel(new ScriptedChip(), Mode.S16, SecurityLevel.C_DEC_R_ENC))
        .hasToString("SCP03 S16 level 33, key version 30, SCP03, i=70");
  }
}
