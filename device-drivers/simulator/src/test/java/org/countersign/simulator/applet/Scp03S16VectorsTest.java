package org.countersign.simulator.applet;

import static org.assertj.core.api.Assertions.assertThat;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The card side of SCP03 in mode S16 against numbers that are not ours: computed with
 * pyca/cryptography and published in ievkh/scll-rust, tests of its backend (numbers only). AES-128
 * keys 40..4F, challenges 00..0F and 10..1F. Nobody has published a session with a real card.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class Scp03S16VectorsTest {

  private static final byte[] KEY = Hex.bytes("404142434445464748494A4B4C4D4E4F");
  private static final byte[] HOST = Hex.bytes("000102030405060708090A0B0C0D0E0F");
  private static final byte[] CARD = Hex.bytes("101112131415161718191A1B1C1D1E1F");

  private final Scp03Session session =
      new Scp03Session(new KeySet(0x30, KEY, KEY, KEY), HOST, CARD);

  @Test
  void a_pseudo_random_challenge_is_the_reference_s() {
    byte[] input = Hex.bytes("000001 A000000151000000"); // sequence counter, AID

    assertThat(Hex.of(Kdf.scp03(KEY, 0x02, input, 16)))
        .isEqualTo("6924434c956736c8ee6122e8a3fc612f");
    assertThat(Hex.of(Kdf.scp03(KEY, 0x02, input, 8))).isEqualTo("86c8bd65fa1044ee");
  }

  @Test
  void cryptogram_command_and_response_are_the_reference_s() {
    assertThat(Hex.of(session.cardCryptogram())).isEqualTo("1f3975eb7c6d743f38bb5842328732a1");

    Command authenticate =
        command("8482330020 313082B4105AE33D7C2D323A1E5CD6FF 782DCBE5BC45C062F64CD61937E03100");
    assertThat(session.acceptsCryptogram(authenticate)).isTrue();
    assertThat(session.open(authenticate)).isTrue();

    Command plain =
        session.unwrap(
            command(
                "84E6000020 7741688C2836B029A8ED938260CC067F 4F45621753C5A9317EFB316696FFD61D"));
    assertThat(Hex.of(plain.data())).isEqualTo("0102030405");
    assertThat(Hex.of(session.wrap(Answer.of(Hex.bytes("00A40400"))).data()))
        .isEqualTo("e3fcd252c046a09e8e174c4a882615a02cf1558988ff0f3044de83ca334829fb");
  }

  private static Command command(String wire) {
    CommandApdu apdu = CommandApdu.decode(Bytes.hex(wire).toArray());
    return new Command(
        apdu.cla(),
        apdu.ins(),
        apdu.p1(),
        apdu.p2(),
        apdu.data().toArray(),
        apdu.le(),
        false,
        false);
  }
}
