package org.countersign.personalization.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.personalization.access.ExternalAuthentication.Algorithm;
import org.countersign.personalization.keys.Secret;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Block cipher vectors: FIPS 197, appendix C; NIST SP 800-67 (triple DES with three equal keys).
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ExternalAuthenticationTest {

  private static final String PLAIN = "00112233445566778899AABBCCDDEEFF";
  private static final Secret AES =
      Secret.of(Bytes.hex("000102030405060708090A0B0C0D0E0F").toArray());

  @ParameterizedTest
  @CsvSource({
    "000102030405060708090A0B0C0D0E0F, 69C4E0D86A7B0430D8CDB78070B4C55A", // FIPS 197, C.1
    "000102030405060708090A0B0C0D0E0F1011121314151617, DDA97CA4864CDFE06EAF70A0EC0D7191", // C.2
    "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F,"
        + " 8EA2B7CA516745BFEAFC49904B496089", // C.3
  })
  void the_challenge_goes_back_encrypted_with_AES(String key, String token) throws Exception {
    Recording chip = new Recording(PLAIN + "9000", "9000");
    new ExternalAuthentication(chip)
        .authenticate(1, Algorithm.AES, Secret.of(Bytes.hex(key).toArray()));
    assertThat(chip.sent()).containsExactly("0084000010", "0082000110" + token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789ABCDEF0123456789ABCDEF", // K1 = K2, so it is DES with that key
        "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"
      })
  void the_challenge_goes_back_encrypted_with_triple_DES(String key) throws Exception {
    // "Now is t", FIPS 81 and SP 800-20: DES(0123456789ABCDEF) = 3FA40E8A984D4815
    Recording chip = new Recording("4E6F772069732074 9000", "9000");
    new ExternalAuthentication(chip)
        .authenticate(2, Algorithm.TDES, Secret.of(Bytes.hex(key).toArray()));
    assertThat(chip.sent()).containsExactly("0084000008", "00820002083FA40E8A984D4815");
  }

  @ParameterizedTest
  @CsvSource({"63C4, 4", "63C0, 0", "6300, -1", "6983, 0", "6982, -1"})
  void after_one_refusal_nothing_is_ever_sent_again(String sw, int tries) {
    Recording chip = new Recording(PLAIN + "9000", sw);
    ExternalAuthentication authentication = new ExternalAuthentication(chip);
    AccessRefused e =
        catchThrowableOfType(
            AccessRefused.class, () -> authentication.authenticate(1, Algorithm.AES, AES));
    assertThat(e.triesLeft().orElse(-1)).isEqualTo(tries);
    assertThat(e).hasMessageContaining("Never try again");
    assertThat(
            catchThrowableOfType(
                AccessRefused.class, () -> authentication.authenticate(2, Algorithm.AES, AES)))
        .hasMessageContaining("was not sent");
    assertThat(chip.sent()).hasSize(2);
  }

  @Test
  void a_lost_answer_counts_as_a_spent_try() {
    int[] calls = new int[1];
    Chip chip =
        command -> {
          calls[0]++;
          if (command.ins() == 0x84) {
            return ResponseApdu.decode(Bytes.hex(PLAIN + "9000").toArray());
          }
          throw new DeviceException(Fault.TIMEOUT, Effect.UNKNOWN, "", "no answer");
        };
    ExternalAuthentication authentication = new ExternalAuthentication(chip);
    assertThat(
            catchThrowableOfType(
                DeviceException.class, () -> authentication.authenticate(1, Algorithm.AES, AES)))
        .hasMessage("no answer");
    assertThat(
            catchThrowableOfType(
                AccessRefused.class, () -> authentication.authenticate(1, Algorithm.AES, AES)))
        .isNotNull();
    assertThat(calls[0]).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6D00", "9000", "00112233445566779000"})
  void without_a_whole_challenge_no_try_is_spent(String answer) {
    Recording chip = new Recording(answer, PLAIN + "9000", "9000");
    ExternalAuthentication authentication = new ExternalAuthentication(chip);
    assertThat(
            catchThrowableOfType(
                AccessRefused.class, () -> authentication.authenticate(1, Algorithm.AES, AES)))
        .hasMessageContaining("no try was spent");
    assertThat(chip.sent()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"AES, 8", "AES, 17", "TDES, 8", "TDES, 32"})
  void a_key_of_the_wrong_size_is_refused_before_anything_is_sent(Algorithm algorithm, int size) {
    Recording chip = new Recording();
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ExternalAuthentication(chip).authenticate(1, algorithm, Secret.of(new byte[size])))
        .withMessage(algorithm + " key of " + size + " bytes");
    assertThat(chip.sent()).isEmpty();
  }
}
