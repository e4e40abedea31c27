package org.countersign.personalization.scp03;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.ResponseApdu;
import org.countersign.personalization.keys.AesCbc;
import org.countersign.personalization.keys.KeyCheckValue;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.scp03.PutKeyData.KeyField;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GP Amendment D, table 7-10. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PutKeyDataTest {

  private final SecureChannel channel =
      SecureChannelTest.channel(new ScriptedChip(), Mode.S8, SecurityLevel.C_DEC);

  private static Secret key(int size, int value) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return Secret.of(bytes);
  }

  private static StaticKeys keys(int size) {
    return new StaticKeys(key(size, 1), key(size, 2), key(size, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "16, WITH_SIZE, 16, 881110", // type, length, size of the key in clear
    "24, WITH_SIZE, 32, 882118", // padded to two blocks
    "32, WITH_SIZE, 32, 882120",
    "16, PLAIN,     16, 8810",
    "24, PLAIN,     32, 882118", // padded, so its size must be told
    "32, PLAIN,     32, 8820",
  })
  void keys_are_written_as_the_table_has_them(int size, KeyField form, int padded, String start) {
    Bytes data = PutKeyData.of(channel, 0x31, keys(size), form).data();
    int field = start.length() / 2 + padded + 4;
    assertThat(data.size()).isEqualTo(1 + 3 * field);
    assertThat(data.at(0)).isEqualTo(0x31);
    for (int i = 0; i < 3; i++) {
      Bytes one = data.slice(1 + i * field, 1 + (i + 1) * field);
      assertThat(one.toHex()).startsWith(start);
      assertThat(one.at(field - 4)).isEqualTo(3);
      assertThat(one.from(field - 3)).isEqualTo(KeyCheckValue.ofAes(key(size, i + 1)));
      byte[] clear = one.slice(start.length() / 2, field - 4).toArray();
      // the channel of the test has a DEK of zeros
      new AesCbc(key(16, 0)).decrypt(clear, 0, clear.length, clear, 0);
      assertThat(Secret.of(Arrays.copyOf(clear, size))).isEqualTo(key(size, i + 1));
    }
  }

  @Test
  void the_command_names_the_set_that_is_replaced() {
    assertThat(PutKeyData.of(channel, 0x31, keys(16)).command(0x30))
        .hasToString("80 D8 30 81 Lc=70 Le=256");
  }

  @Test
  void only_the_very_check_values_confirm() {
    PutKeyData put = PutKeyData.of(channel, 0x31, keys(16));
    Bytes good =
        Bytes.concat(
            Bytes.of(0x31),
            KeyCheckValue.ofAes(key(16, 1)),
            KeyCheckValue.ofAes(key(16, 2)),
            KeyCheckValue.ofAes(key(16, 3)));
    assertThat(put.confirmedBy(ResponseApdu.decode(good.plus(Bytes.hex("9000")).toArray())))
        .isTrue();
    assertThat(put.confirmedBy(ResponseApdu.of(0x9000))).as("no check values").isFalse();
    assertThat(put.confirmedBy(ResponseApdu.decode(good.plus(Bytes.hex("6283")).toArray())))
        .isFalse();
    for (int i = 0; i < good.size(); i++) {
      byte[] bad = good.plus(Bytes.hex("9000")).toArray();
      bad[i] ^= 0x10;
      assertThat(put.confirmedBy(ResponseApdu.decode(bad))).as("byte %d", i).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "128", "255"})
  void a_key_version_is_1_to_7F(int version) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PutKeyData.of(channel, version, keys(16)));
  }

  @Test
  void a_key_set_has_three_keys_of_one_AES_size() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StaticKeys(key(16, 1), key(16, 2), key(24, 3)))
        .withMessage("key set of 16, 16 and 24 bytes; three times 16, 24 or 32");
  }
}
