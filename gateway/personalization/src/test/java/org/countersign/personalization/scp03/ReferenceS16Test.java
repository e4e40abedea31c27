package org.countersign.personalization.scp03;

import static org.assertj.core.api.Assertions.assertThat;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.personalization.keys.Secret;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mode S16 against numbers that are not ours. No session with a real card in this mode is
 * published; these were computed with pyca/cryptography and are published in ievkh/scll-rust, tests
 * of its backend (numbers only): AES-128 keys 40..4F, challenges 00..0F and 10..1F.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReferenceS16Test {

  private static final Bytes HOST = Bytes.hex("000102030405060708090A0B0C0D0E0F");

  /** KDD (10), version 30, SCP03, i = 61 (S16, R-MAC, R-ENC, random challenge). */
  private static final String INITIALIZED =
      "00000000000000000000 300361"
          + "101112131415161718191A1B1C1D1E1F" // card challenge
          + "1F3975EB7C6D743F38BB5842328732A1" // card cryptogram
          + "9000";

  @ParameterizedTest
  @CsvSource({
    "C_DEC_R_ENC, 33, 782DCBE5BC45C062F64CD61937E03100, 4F45621753C5A9317EFB316696FFD61D,"
        + " E3FCD252C046A09E8E174C4A882615A02CF1558988FF0F3044DE83CA334829FB9000",
    "C_DEC_R_MAC, 13, 343B84121805124B821D0FC05CCBFACD, CAD223BB9F79FB7E5062345977E964CE,"
        + " 00A40400AF04B29A8600F9A6589499AAAC528AB89000",
    "C_DEC, 03, 5D033E49191B0298AA603187AD0C3582, 1214BB4B5AF022C24988E42CDA8F49DD, 00A404009000"
  })
  void every_block_is_the_reference_s(
      SecurityLevel level, String p1, String firstMac, String secondMac, String answer)
      throws Exception {
    ScriptedChip chip = new ScriptedChip(INITIALIZED, "9000", answer);
    Secret key = Secret.of(Bytes.hex("404142434445464748494A4B4C4D4E4F").toArray());

    VerifiedCard card =
        Scp03.initialize(chip, 0x30, Mode.S16, new FixedRandom(HOST))
            .verify(new StaticKeys(key, key, key));
    try (SecureChannel channel = card.authenticate(level)) {
      ResponseApdu plain =
          channel.transmit(CommandApdu.of(0x80, 0xE6, 0, 0, Bytes.hex("0102030405")));
      assertThat(plain.data()).isEqualTo(Bytes.hex("00A40400"));
    }

    assertThat(chip.sent().get(1))
        .isEqualToIgnoringCase(
            "8482" + p1 + "0020" + "313082B4105AE33D7C2D323A1E5CD6FF" + firstMac);
    assertThat(chip.sent().get(2))
        .isEqualToIgnoringCase("84E6000020" + "7741688C2836B029A8ED938260CC067F" + secondMac);
  }
}
