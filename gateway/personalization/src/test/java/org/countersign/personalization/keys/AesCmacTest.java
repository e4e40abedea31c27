package org.countersign.personalization.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.countersign.apdu.Bytes;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors: RFC 4493, 4 (AES-128) and NIST SP 800-38B, D.2 and D.3 (AES-192, AES-256). */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AesCmacTest {

  private static final String AES128 = "2b7e151628aed2a6abf7158809cf4f3c";
  private static final String AES192 = "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b";
  private static final String AES256 =
      "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";

  /** The message of all vectors, taken from its start. */
  private static final Bytes MESSAGE =
      Bytes.hex(
          "6bc1bee22e409f96e93d7e117393172a"
              + "ae2d8a571e03ac9c9eb76fac45af8e51"
              + "30c81c46a35ce411e5fbc1191a0a52ef"
              + "f69f2445df4f9b17ad2b417be66c3710");

  @ParameterizedTest
  @CsvSource({
    AES128 + ", 0,  bb1d6929e95937287fa37d129b756746", // RFC 4493, example 1
    AES128 + ", 16, 070a16b46b4d4144f79bdd9dd04a287c", // example 2
    AES128 + ", 40, dfa66747de9ae63030ca32611497c827", // example 3
    AES128 + ", 64, 51f0bebf7e3b9d92fc49741779363cfe", // example 4
    AES192 + ", 0,  d17ddf46adaacde531cac483de7a9367", // SP 800-38B, D.2
    AES192 + ", 16, 9e99a7bf31e710900662f65e617c5184",
    AES192 + ", 40, 8a1de5be2eb31aad089a82e6ee908b0e",
    AES192 + ", 64, a1d5df0eed790f794d77589659f39a11",
    AES256 + ", 0,  028962f61b7bf89efc6b551f4667d983", // SP 800-38B, D.3
    AES256 + ", 16, 28a7023f452e8f82bd4bf28d8c37c35c",
    AES256 + ", 40, aaf3d8f1de5640c232f5b169b9c911e6",
    AES256 + ", 64, e1992190549f6ed5696a2c056c315410",
  })
  void gives_the_published_MACs(String key, int length, String mac) {
    try (AesCmac cmac = new AesCmac(secret(key))) {
      assertThat(cmac.add(MESSAGE.toArray(), 0, length).finish()).isEqualTo(bytes(mac));
    }
  }

  @Test
  void one_object_makes_many_MACs_of_any_length_in_any_pieces() {
    Random random = new Random(1);
    byte[] key = new byte[32];
    random.nextBytes(key);
    try (AesCmac cmac = new AesCmac(Secret.of(key))) {
      for (int length = 0; length < 1_200; length++) {
        byte[] message = new byte[length];
        random.nextBytes(message);
        int cut = length == 0 ? 0 : random.nextInt(length);
        cmac.add(message, 0, cut);
        for (int i = cut; i < Math.min(length, cut + 3); i++) {
          cmac.add(message[i]);
        }
        int rest = Math.min(length, cut + 3);
        assertThat(cmac.add(message, rest, length - rest).finish())
            .as("%d bytes", length)
            .isEqualTo(reference(key, message));
      }
    }
  }

  @Test
  void a_key_of_another_size_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AesCmac(Secret.of(new byte[17])))
        .withMessage("AES key of 17 bytes; 16, 24 or 32");
  }

  private static byte[] reference(byte[] key, byte[] message) {
    CMac mac = new CMac(AESEngine.newInstance());
    mac.init(new KeyParameter(key));
    mac.update(message, 0, message.length);
    byte[] out = new byte[16];
    mac.doFinal(out, 0);
    return out;
  }

  private static Secret secret(String hex) {
    return Secret.of(bytes(hex));
  }

  private static byte[] bytes(String hex) {
    return Bytes.hex(hex).toArray();
  }
}
