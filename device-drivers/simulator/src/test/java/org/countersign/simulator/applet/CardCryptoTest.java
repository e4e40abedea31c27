package org.countersign.simulator.applet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CardCryptoTest {

  /** RFC 4493, section 4: the four examples. */
  @ParameterizedTest
  @CsvSource({
    "'', bb1d6929e95937287fa37d129b756746",
    "6bc1bee22e409f96e93d7e117393172a, 070a16b46b4d4144f79bdd9dd04a287c",
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411,"
        + " dfa66747de9ae63030ca32611497c827",
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710,"
        + " 51f0bebf7e3b9d92fc49741779363cfe"
  })
  void aes_cmac_agrees_with_rfc_4493(String message, String mac) {
    byte[] key = Hex.bytes("2b7e151628aed2a6abf7158809cf4f3c");

    assertThat(Hex.of(CardCrypto.cmac(key, Hex.bytes(message)))).isEqualTo(mac);
  }

  /** SP 800-38B, D.2 and D.3: 40 bytes under AES-192 and AES-256. */
  @ParameterizedTest
  @CsvSource({
    "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b, 8a1de5be2eb31aad089a82e6ee908b0e",
    "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4,"
        + " aaf3d8f1de5640c232f5b169b9c911e6"
  })
  void aes_cmac_takes_longer_keys(String key, String mac) {
    byte[] message =
        Hex.bytes(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411");

    assertThat(Hex.of(CardCrypto.cmac(Hex.bytes(key), message))).isEqualTo(mac);
  }

  @Test
  void a_key_check_value_is_aes_of_sixteen_ones() {
    // The AES check value that everybody knows of GlobalPlatform's test key.
    byte[] key = Hex.bytes("404142434445464748494A4B4C4D4E4F");

    assertThat(Hex.of(CardCrypto.keyCheckValue(key))).isEqualTo("504a77");
  }

  @Test
  void kdf3_takes_a_second_block_for_longer_keys() {
    byte[] master = Hex.bytes("404142434445464748494A4B4C4D4E4F");
    byte[] kdd = Hex.bytes("00010203040506070809");

    byte[] longer = Kdf.kdf3(master, 2, kdd, 32);

    assertThat(Hex.of(longer))
        .isEqualTo(
            Hex.of(CardCrypto.cmac(master, Hex.bytes("01 000000 02 00"), kdd))
                + Hex.of(CardCrypto.cmac(master, Hex.bytes("02 000000 02 00"), kdd)));
    assertThat(Kdf.kdf3(master, 2, kdd, 16)).isEqualTo(java.util.Arrays.copyOf(longer, 16));
  }
}
