package org.countersign.personalization.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors: ICAO 9303-11, appendix D.3 (authentication) and D.4 (secure messaging). */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BacTest {

  private static AccessRefused refusal(Recording chip) {
    return catchThrowableOfType(
        AccessRefused.class, () -> Bac.open(chip, Recording.key(), Recording.random()));
  }

  private static SecureMessaging opened(Recording chip) throws Exception {
    return Bac.open(chip, Recording.key(), Recording.random());
  }

  @Test
  void the_worked_example_is_reproduced_byte_for_byte() throws Exception {
    Recording chip =
        new Recording(
            Recording.CHALLENGE,
            Recording.PROOF,
            Recording.SELECTED,
            Recording.FOUR_BYTES,
            Recording.EIGHTEEN_BYTES);
    try (SecureMessaging session = opened(chip)) {
      session.transmit(CommandApdu.of(0x00, 0xA4, 0x02, 0x0C, Bytes.hex("011E")));
      Bytes start = session.transmit(CommandApdu.of(0x00, 0xB0, 0x00, 0x00, 4)).data();
      Bytes rest = session.transmit(CommandApdu.of(0x00, 0xB0, 0x00, 0x04, 18)).data();
      assertThat(start.plus(rest).toHex()).isEqualTo(Recording.EF_COM);
    }
    assertThat(chip.sent())
        .containsExactly(
            Recording.GET_CHALLENGE,
            Recording.AUTHENTICATE,
            Recording.SELECT_EF_COM,
            Recording.READ_4,
            Recording.READ_18);
  }

  @Test
  void any_changed_byte_of_the_proof_is_noticed() {
    byte[] good = Bytes.hex(Recording.PROOF).toArray();
    for (int i = 0; i < 40; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x01;
      AccessRefused e = refusal(new Recording(Recording.CHALLENGE, Bytes.of(bad).toHex()));
      assertThat(e).as("byte %d", i).hasMessageContaining("the MAC of the chip's proof is wrong");
    }
  }

  @Test
  void a_proof_for_another_challenge_is_noticed() {
    AccessRefused e = refusal(new Recording("4608F91988702213 9000", Recording.PROOF));
    assertThat(e).hasMessage("BAC: the chip's proof is not of this session");
  }

  @ParameterizedTest
  @CsvSource({"6300, -1", "63C2, 2", "6982, -1", "6983, 0"})
  void a_refusal_says_what_to_look_at_and_holds_no_personal_data(String sw, int tries) {
    AccessRefused e = refusal(new Recording(Recording.CHALLENGE, sw));
    assertThat(e)
        .hasMessageContaining("document number, birth date or expiry date")
        .hasMessageNotContainingAny("898902", "690806", "940623");
    assertThat(e.statusWord().orElseThrow().value()).isEqualTo(Integer.parseInt(sw, 16));
    assertThat(e.triesLeft().orElse(-1)).isEqualTo(tries);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9000", "4608F919887022 9000", "4608F9198870221200 9000", "6D00"})
  void a_challenge_that_is_none_stops_at_once(String answer) {
    Recording chip = new Recording(answer);
    assertThat(refusal(chip)).hasMessageContaining("GET CHALLENGE for BAC");
    assertThat(chip.sent()).hasSize(1);
  }

  @Test
  void a_proof_of_another_length_is_refused() {
    for (int length = 0; length < 48; length++) {
      if (length != 40) {
        String proof = Bytes.of(new byte[length]).plus(Bytes.hex("9000")).toHex();
        assertThat(refusal(new Recording(Recording.CHALLENGE, proof)))
            .hasMessage("BAC: the chip's proof has %d bytes, not 40".formatted(length));
      }
    }
  }

  @Test
  void any_changed_byte_of_a_response_ends_the_session() throws Exception {
    byte[] good = Bytes.hex(Recording.FOUR_BYTES).toArray();
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x01;
      assertNotAuthentic(Bytes.of(bad).toHex(), "byte " + i);
    }
    Bytes all = Bytes.hex(Recording.FOUR_BYTES);
    for (int cut = 1; cut < all.size() - 2; cut++) {
      assertNotAuthentic(all.slice(0, cut).plus(Bytes.hex("9000")).toHex(), cut + " bytes");
    }
    assertNotAuthentic("9000", "success without protection");
    assertNotAuthentic("00" + "6A82", "data without protection");
    assertNotAuthentic(Recording.EIGHTEEN_BYTES, "the response to another command");
    assertNotAuthentic(Recording.SELECTED, "the response to the command before");
  }

  private static void assertNotAuthentic(String response, String what) throws Exception {
    Recording chip =
        new Recording(Recording.CHALLENGE, Recording.PROOF, Recording.SELECTED, response);
    SecureMessaging session = opened(chip);
    session.transmit(CommandApdu.of(0x00, 0xA4, 0x02, 0x0C, Bytes.hex("011E")));
    DeviceException e =
        catchThrowableOfType(
            DeviceException.class,
            () -> session.transmit(CommandApdu.of(0x00, 0xB0, 0x00, 0x00, 4)));
    assertThat(e).as(what).isNotNull();
    assertThat(e.effect()).isEqualTo(Effect.UNKNOWN);
    DeviceException after =
        catchThrowableOfType(
            DeviceException.class,
            () -> session.transmit(CommandApdu.of(0x00, 0xB0, 0x00, 0x00, 4)));
    assertThat(after.effect()).as("the session is dead").isEqualTo(Effect.NONE);
    assertThat(chip.sent()).hasSize(4);
  }

  @Test
  void a_bare_error_status_word_comes_back_and_ends_the_session() throws Exception {
    Recording chip = new Recording(Recording.CHALLENGE, Recording.PROOF, "6988");
    SecureMessaging session = opened(chip);
    CommandApdu select = CommandApdu.of(0x00, 0xA4, 0x02, 0x0C, Bytes.hex("011E"));
    ResponseApdu answer = session.transmit(select);
    assertThat(answer.sw().value()).isEqualTo(0x6988);
    assertThat(catchThrowableOfType(DeviceException.class, () -> session.transmit(select)))
        .hasMessageContaining("6988 (secure messaging data objects incorrect) without protection");
  }

  @Test
  void a_closed_session_sends_nothing() throws Exception {
    Recording chip = new Recording(Recording.CHALLENGE, Recording.PROOF);
    SecureMessaging session = opened(chip);
    session.close();
    assertThat(
            catchThrowableOfType(
                DeviceException.class,
                () -> session.transmit(CommandApdu.of(0x00, 0xB0, 0x00, 0x00, 4))))
        .hasMessageContaining("it was closed");
    assertThat(chip.sent()).hasSize(2);
  }
}
