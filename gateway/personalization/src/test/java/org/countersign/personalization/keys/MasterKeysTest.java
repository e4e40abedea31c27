package org.countersign.personalization.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Map;
import org.countersign.apdu.Bytes;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MasterKeysTest {

  private static final Bytes KDD = Bytes.hex("00010203040506070809");

  private static Secret key(int value) {
    byte[] bytes = new byte[16];
    Arrays.fill(bytes, (byte) value);
    return Secret.of(bytes);
  }

  private static KeySource.Request request(String name, String role, Diversification method) {
    return new KeySource.Request(name, role, method, KDD);
  }

  @Test
  void one_master_serves_the_three_roles_with_their_numbers() throws Exception {
    try (MasterKeys keys = new MasterKeys(Map.of("transport", key(7)))) {
      assertThat(keys.key(request("transport", "enc", Diversification.KDF3)))
          .isEqualTo(Diversification.KDF3.derive(key(7), 1, KDD));
      assertThat(keys.key(request("transport", "mac", Diversification.KDF3)))
          .isEqualTo(Diversification.KDF3.derive(key(7), 2, KDD));
      assertThat(keys.key(request("transport", "dek", Diversification.KDF3)))
          .isEqualTo(Diversification.KDF3.derive(key(7), 3, KDD));
      assertThat(keys.key(request("transport", "0A", Diversification.KDF3)))
          .isEqualTo(Diversification.KDF3.derive(key(7), 10, KDD));
    }
  }

  @Test
  void a_role_with_a_master_of_its_own_takes_that() throws Exception {
    try (MasterKeys keys = new MasterKeys(Map.of("issuer", key(1), "issuer.dek", key(2)))) {
      assertThat(keys.key(request("issuer", "dek", Diversification.NONE))).isEqualTo(key(2));
      assertThat(keys.key(request("issuer", "mac", Diversification.NONE))).isEqualTo(key(1));
      assertThat(keys.key(request("issuer", "reading", Diversification.NONE))).isEqualTo(key(1));
    }
  }

  @Test
  void a_missing_key_is_named_and_the_others_too() {
    MasterKeys keys = new MasterKeys(Map.of("issuer", key(1)));
    assertThatExceptionOfType(KeyUnavailableException.class)
        .isThrownBy(() -> keys.key(request("transport", "enc", Diversification.NONE)))
        .withMessage(
            "no key transport.enc and no key transport; there are [issuer]. Add it to the key"
                + " file");
  }

  @Test
  void a_role_without_number_is_never_diversified() {
    MasterKeys keys = new MasterKeys(Map.of("issuer", key(1)));
    assertThatExceptionOfType(KeyUnavailableException.class)
        .isThrownBy(() -> keys.key(request("issuer", "reading", Diversification.KDF3)))
        .withMessageContaining("role reading has no key number for KDF3");
  }

  @Test
  void input_that_does_not_fit_is_a_missing_key_with_its_reason() {
    MasterKeys keys = new MasterKeys(Map.of("issuer", key(1)));
    assertThatExceptionOfType(KeyUnavailableException.class)
        .isThrownBy(() ->
            keys.key(
                new KeySource.Request("issuer", "enc", Diversification.EMV, Bytes.of(1, 2, 3))))
        .withMessageContaining("diversification data of 3 bytes");
  }

  @Test
  void given_keys_are_copied_and_zeroed_on_close() throws Exception {
    Secret given = key(5);
    MasterKeys keys = new MasterKeys(Map.of("a", given));
    given.close();
    Secret first = keys.key(request("a", "enc", Diversification.NONE));
    first.close();
    assertThat(keys.key(request("a", "enc", Diversification.NONE))).isEqualTo(key(5));
    keys.close();
    assertThat(keys.key(request("a", "enc", Diversification.NONE))).isEqualTo(key(0));
  }

  @Test
  void nothing_prints_a_key() {
    assertThat(new MasterKeys(Map.of("a", key(0x41)))).hasToString("MasterKeys[a]");
  }
}
