package org.countersign.personalization.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.countersign.apdu.Bytes;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Vectors: martinpaljak/GlobalPlatformPro,
 * library/src/test/java/pro/javacard/gp/test/TestPlaintextKeys.java (numbers only): master 40 41 42
 * ..., diversification data 00 01 .. 09, check values of the three keys.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DiversificationTest {

  private static final Bytes KDD = Bytes.hex("00010203040506070809");

  /** As many bytes of 40 41 42 ... as asked for. */
  private static Secret master(int size) {
    byte[] key = new byte[size];
    for (int i = 0; i < size; i++) {
      key[i] = (byte) (0x40 + i);
    }
    return Secret.of(key);
  }

  @ParameterizedTest
  @CsvSource({
    "EMV,   1, C33013", "EMV,   2, 6F4CA6", "EMV,   3, BB8179",
    "VISA2, 1, 2BE598", "VISA2, 2, 58DA38", "VISA2, 3, 3C328E",
  })
  void triple_DES_schemes_give_the_published_check_values(
      Diversification method, int keyNumber, String kcv) {
    Secret key = method.derive(master(16), keyNumber, KDD);
    assertThat(key.size()).isEqualTo(16);
    assertThat(KeyCheckValue.ofTdes(key).toHex()).isEqualTo(kcv);
  }

  @ParameterizedTest
  @CsvSource({
    "16, 1, E79C05", "16, 2, D1BD77", "16, 3, 3FDE8C",
    "24, 1, 1DE8EA", "24, 2, 47C00C", "24, 3, C04D76",
    "32, 1, 2972D2", "32, 2, 036F94", "32, 3, 5D57B8",
  })
  void KDF3_gives_the_published_check_values(int size, int keyNumber, String kcv) {
    Secret key = Diversification.KDF3.derive(master(size), keyNumber, KDD);
    assertThat(key.size()).isEqualTo(size);
    assertThat(KeyCheckValue.ofAes(key).toHex()).isEqualTo(kcv);
  }

  @Test
  void KDF3_gives_the_published_key_whole() {
    // testDiversification_KDF3_ExternalVector
    Secret master =
        Secret.of(
            Bytes.hex("8C72C72CF908411653018807950D82FBAD947562F0828A0B10B8B9606ABF3BCD")
                .toArray());
    assertThat(Diversification.KDF3.derive(master, 1, Bytes.hex("D9B1DE5D0362DEDCE4FB")).toArray())
        .isEqualTo(
            Bytes.hex("9AAC5D0B3601F89438A0D9D0B6B256CFB47E6462DFA5228D3420C4AC7C224781")
                .toArray());
  }

  @Test
  void NONE_gives_the_master_itself() {
    assertThat(Diversification.NONE.derive(master(24), 2, Bytes.empty())).isEqualTo(master(24));
    // GlobalPlatformPro, testSessionKeys_SCP03 and _SCP01: the two check values of 40..4F.
    assertThat(KeyCheckValue.ofAes(master(16)).toHex()).isEqualTo("504A77");
    assertThat(KeyCheckValue.ofTdes(master(16)).toHex()).isEqualTo("8BAF47");
  }

  @ParameterizedTest
  @EnumSource(names = {"EMV", "VISA2"})
  void triple_DES_schemes_want_ten_bytes(Diversification method) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> method.derive(master(16), 1, Bytes.hex("0001020304050607")))
        .withMessage("diversification data of 8 bytes; 10 are needed");
  }

  @Test
  void KDF3_without_input_would_be_no_diversification() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Diversification.KDF3.derive(master(16), 1, Bytes.empty()))
        .withMessage("diversification data of 0 bytes; 1 to 64");
  }

  @Test
  void a_key_number_of_zero_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Diversification.KDF3.derive(master(16), 0, KDD));
  }
}
