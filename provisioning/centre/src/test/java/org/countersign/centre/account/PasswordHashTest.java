package org.countersign.centre.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The vector of RFC 9106, 5.3 has four lanes, a secret and associated data, none of which a kept
 * password has; a hash of the reference implementation stands for it.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PasswordHashTest {

  @Test
  void the_right_password_matches_and_any_other_does_not() {
    String kept = PasswordHash.of("correct horse".toCharArray());

    assertThat(PasswordHash.matches("correct horse".toCharArray(), kept)).isTrue();
    assertThat(PasswordHash.matches("correct horsf".toCharArray(), kept)).isFalse();
    assertThat(PasswordHash.matches("".toCharArray(), kept)).isFalse();
    assertThat(PasswordHash.matches("Correct horse".toCharArray(), kept)).isFalse();
  }

  @Test
  void a_password_of_other_than_ascii_letters_is_no_other_one() {
    String kept = PasswordHash.of("密码中心二零二六".toCharArray());

    assertThat(PasswordHash.matches("密码中心二零二六".toCharArray(), kept)).isTrue();
    assertThat(PasswordHash.matches("密码中心二零二七".toCharArray(), kept)).isFalse();
  }

  @Test
  void what_is_kept_has_the_form_of_phc_with_19_MiB_and_two_passes_and_no_password_in_it() {
    String kept = PasswordHash.of("correct horse".toCharArray());

    assertThat(kept)
        .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}")
        .doesNotContain("horse");
    assertThat(PasswordHash.of("correct horse".toCharArray()))
        .as("another salt each time")
        .isNotEqualTo(kept);
  }

  @Test
  void a_hash_with_other_parameters_is_checked_with_those() {
    // echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1, of the reference implementation.
    byte[] reference =
        HexFormat.of().parseHex("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    String kept =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
            + Base64.getEncoder().withoutPadding().encodeToString(reference);

    assertThat(PasswordHash.matches("password".toCharArray(), kept)).isTrue();
    assertThat(PasswordHash.matches("differentpassword".toCharArray(), kept)).isFalse();
    assertThat(PasswordHash.matches("password".toCharArray(), kept.replace("t=2", "t=3")))
        .isFalse();
  }

  @Test
  void a_text_that_is_no_hash_is_refused_and_not_repeated() {
    assertThatThrownBy(() -> PasswordHash.matches("x".toCharArray(), "plain-secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("plain-secret");
    assertThatThrownBy(() ->
            PasswordHash.matches("x".toCharArray(), "$argon2i$v=19$m=65536,t=2,p=1$c29t$AAAA"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
