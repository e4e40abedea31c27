package org.countersign.simulator.applet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javacard.framework.ISOException;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** ICAO Doc 9303-11, appendix D (worked example of BAC and secure messaging). */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BacVectorsTest {

  private static final byte[] KEYS =
      Hex.bytes("AB94FDECF2674FDFB9B391F85D7F76F2 7962D9ECE03D1ACD4C76089DCE131543");
  private static final byte[] RND_IC = Hex.bytes("4608F91988702212");
  private static final byte[] K_IC = Hex.bytes("0B4F80323EB3191CB04970CB4052790B");
  private static final byte[] MUTUAL_AUTHENTICATE =
      Hex.bytes(
          "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2 5F1448EEA8AD90A7");

  @Test
  void the_keys_come_from_the_seed_of_appendix_d2() {
    byte[] seed = Hex.bytes("239AB9CB282DAF66231DC5A4DF6BFBAE");

    assertThat(withParity(BasicAccessControl.derive(seed, 1)))
        .isEqualTo(Hex.bytes("AB94FDECF2674FDFB9B391F85D7F76F2"));
    assertThat(withParity(BasicAccessControl.derive(seed, 2)))
        .isEqualTo(Hex.bytes("7962D9ECE03D1ACD4C76089DCE131543"));
  }

  @Test
  void the_chip_answers_as_in_appendix_d3() {
    assertThat(Hex.of(agreed().response()))
        .isEqualToIgnoringCase(
            "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F"
                + "2F2D235D074D7449");
  }

  @Test
  void a_wrong_mac_or_a_challenge_used_twice_is_refused() {
    BasicAccessControl access = new BasicAccessControl(KEYS);
    access.challenge(RND_IC);
    byte[] forged = MUTUAL_AUTHENTICATE.clone();
    forged[39] ^= 1;

    assertThatThrownBy(() -> access.authenticate(forged, K_IC)).satisfies(status(0x6300));
    assertThatThrownBy(() -> access.authenticate(MUTUAL_AUTHENTICATE, K_IC))
        .satisfies(status(0x6985));
  }

  @Test
  void secure_messaging_reads_ef_com_as_in_appendix_d4() {
    SecureMessaging session = agreed().session();

    Command select =
        session.unwrap(command("0CA4020C 15 8709016375432908C044F6 8E08BF8B92D635FF24F8 00"));
    assertThat(Hex.of(select.header())).isEqualTo("00a4020c");
    assertThat(Hex.of(select.data())).isEqualTo("011e");
    assertThat(Hex.of(session.wrap(Answer.OK, false).data()))
        .isEqualToIgnoringCase("990290008E08FA855A5D4C50A8ED");

    Command head = session.unwrap(command("0CB00000 0D 970104 8E08ED6705417E96BA55 00"));
    assertThat(head.ne).isEqualTo(4);
    assertThat(Hex.of(session.wrap(Answer.of(Hex.bytes("60145F01")), false).data()))
        .isEqualToIgnoringCase("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED");

    Command rest = session.unwrap(command("0CB00004 0D 970112 8E082EA28A70F3C7B535 00"));
    assertThat(rest.ne).isEqualTo(0x12);
    assertThat(
            Hex.of(
                session
                    .wrap(Answer.of(Hex.bytes("04303130365F36063034303030305C026175")), false)
                    .data()))
        .isEqualToIgnoringCase(
            "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A"
                + "990290008E08C8B2787EAEA07D74");
  }

  @Test
  void a_replayed_command_is_refused() {
    SecureMessaging session = agreed().session();
    Command select = command("0CA4020C 15 8709016375432908C044F6 8E08BF8B92D635FF24F8 00");
    session.unwrap(select);
    session.wrap(Answer.OK, false);

    assertThatThrownBy(() -> session.unwrap(select)).satisfies(status(0x6988));
  }

  private static BasicAccessControl.Agreement agreed() {
    BasicAccessControl access = new BasicAccessControl(KEYS);
    access.challenge(RND_IC);
    return access.authenticate(MUTUAL_AUTHENTICATE, K_IC);
  }

  private static java.util.function.Consumer<Throwable> status(int sw) {
    return e -> assertThat(((ISOException) e).getReason()).isEqualTo((short) sw);
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

  /** Each byte with an odd number of ones, as DES keys are printed. */
  private static byte[] withParity(byte[] key) {
    byte[] odd = key.clone();
    for (int i = 0; i < odd.length; i++) {
      odd[i] = (byte) (odd[i] & 0xFE | (Integer.bitCount(odd[i] & 0xFE) + 1) % 2);
    }
    return odd;
  }
}
