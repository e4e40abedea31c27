package org.countersign.centre.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TotpTest {

  /** The shared secret of RFC 6238, appendix B, for HMAC-SHA-1. */
  private static final String SECRET =
      Base32.toBase32String("12345678901234567890".getBytes(StandardCharsets.US_ASCII));

  /** Its codes at 1111111080 to 1111111109 s and in the step after. */
  private static final String EARLIER = "081804";

  private static final String LATER = "050471";

  private static final long BOUNDARY = 1_111_111_110L;

  private final Totp totp = new Totp();

  private boolean takes(String account, String code, long second) {
    return totp.takes(account, SECRET, code, Instant.ofEpochSecond(second));
  }

  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void the_last_six_digits_of_the_vectors_are_taken(long second, String code) {
    assertThat(takes("ma", code, second)).isTrue();
  }

  @Test
  void a_code_is_taken_once_and_by_each_account_for_itself() {
    assertThat(takes("ma", LATER, BOUNDARY)).isTrue();
    assertThat(takes("ma", LATER, BOUNDARY)).isFalse();
    assertThat(takes("ma", LATER, BOUNDARY + 30)).isFalse();
    assertThat(takes("li", LATER, BOUNDARY)).isTrue();
  }

  @Test
  void a_code_older_than_one_that_was_taken_is_refused() {
    assertThat(takes("ma", LATER, BOUNDARY)).isTrue();
    assertThat(takes("ma", EARLIER, BOUNDARY)).isFalse();
  }

  @Test
  void the_newer_of_two_good_codes_is_taken_after_the_older() {
    assertThat(takes("ma", EARLIER, BOUNDARY)).isTrue();
    assertThat(takes("ma", LATER, BOUNDARY)).isTrue();
  }

  @Test
  void a_code_is_good_one_step_before_and_one_after_and_no_longer() {
    assertThat(takes("late", EARLIER, BOUNDARY + 29)).isTrue();
    assertThat(takes("later", EARLIER, BOUNDARY + 30)).isFalse();
    assertThat(takes("early", LATER, BOUNDARY - 30)).isTrue();
    assertThat(takes("earlier", LATER, BOUNDARY - 31)).isFalse();
  }

  @Test
  void no_code_and_a_wrong_code_and_a_longer_code_are_refused_and_use_nothing_up() {
    assertThat(takes("ma", "", BOUNDARY)).isFalse();
    assertThat(takes("ma", "050472", BOUNDARY)).isFalse();
    assertThat(takes("ma", "14" + LATER, BOUNDARY)).isFalse();
    assertThat(takes("ma", LATER, BOUNDARY)).isTrue();
  }

  @Test
  void a_new_secret_has_160_bits_and_is_another_one_each_time() {
    String secret = Totp.newSecret();

    assertThat(Base32.decode(secret)).hasSize(20);
    assertThat(Totp.newSecret()).isNotEqualTo(secret);
  }

  @Test
  void an_app_reads_the_account_and_the_secret() {
    assertThat(Totp.uri("li@centre", SECRET))
        .isEqualTo(
            "otpauth://totp/Countersign:li%40centre?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=Countersign");
  }
}
