package org.countersign.personalization.scp03;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.SecureRandom;
import java.util.stream.Stream;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.scp03.PublishedSessions.Session;
import org.countersign.personalization.scp03.SecureChannelException.Reason;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HandshakeTest {

  /** ISD-R of GSMA SGP.22, which the published sessions were opened with. */
  private static final Bytes ISD_R = Bytes.hex("A0000005591010FFFFFFFF8900000100");

  private static final Session SESSION = PublishedSessions.ALL.get(0);

  static Stream<Session> sessions() {
    return PublishedSessions.ALL.stream();
  }

  private static Handshake handshake(Session session, ScriptedChip chip) throws Exception {
    chip.answerNext(session.initializeAnswer() + "9000");
    return Scp03.initialize(chip, 0, Mode.S8, new FixedRandom(session.hostChallenge()));
  }

  private static SecureChannelException refusal(ScriptedChip chip, Mode mode) {
    return catchThrowableOfType(
        SecureChannelException.class, () -> Scp03.initialize(chip, 0x30, mode, new SecureRandom()));
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void the_pseudo_random_challenge_is_the_one_of_counter_and_application(Session session)
      throws Exception {
    assertThat(handshake(session, new ScriptedChip()).verify(session.keys(), ISD_R)).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void another_application_is_noticed_by_its_challenge(Session session) throws Exception {
    ScriptedChip chip = new ScriptedChip();
    Handshake handshake = handshake(session, chip);
    SecureChannelException e =
        catchThrowableOfType(
            SecureChannelException.class,
            () -> handshake.verify(session.keys(), Bytes.hex("A000000151000000")));
    assertThat(e.reason()).isEqualTo(Reason.CHALLENGE_MISMATCH);
    assertThat(e).hasMessageContaining("application A000000151000000");
    assertThat(e.maySpendTry()).isFalse();
    assertThat(chip.sent()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void an_answer_of_any_other_length_is_refused(Mode mode) {
    for (int length = 0; length <= 60; length++) {
      byte[] data = new byte[length];
      boolean random = length == 13 + 2 * mode.size();
      boolean pseudoRandom = length == 16 + 2 * mode.size();
      if (length > 12) {
        data[11] = 0x03;
        data[12] = (byte) (random ? 0x70 : 0x60); // the very opposite of what the length says
      }
      ScriptedChip chip = new ScriptedChip(Bytes.of(data).toHex() + "9000");
      SecureChannelException e = refusal(chip, mode);
      assertThat(e).as("%d bytes, random %s %s", length, random, pseudoRandom).isNotNull();
      assertThat(e.reason()).isEqualTo(Reason.MALFORMED_ANSWER);
      assertThat(e.maySpendTry()).isFalse();
      assertThat(chip.sent()).hasSize(1);
    }
  }

  @Test
  void a_card_that_speaks_SCP02_is_named() {
    // osmocom/pysim, SCP02_Auth_Test: 28 bytes, protocol 02
    ScriptedChip chip =
        new ScriptedChip("00000000000000000000700200016B4524ABEE7CF32EA3838BC148F39000");
    assertThat(refusal(chip, Mode.S8)).hasMessageContaining("the card speaks SCP02, not SCP03");
  }

  @ParameterizedTest
  @CsvSource({
    "6A88, INITIALIZE_REFUSED, reference data not found",
    "6700, INITIALIZE_REFUSED, in S16 mode",
    "6985, INITIALIZE_REFUSED, conditions of use not satisfied",
    "6983, BLOCKED,            keep the card apart",
  })
  void a_refused_INITIALIZE_UPDATE_says_why(String sw, Reason reason, String words) {
    SecureChannelException e = refusal(new ScriptedChip(sw), Mode.S16);
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e).hasMessageContaining(words).hasMessageContaining("key version 30");
    assertThat(e.statusWord().orElseThrow().value()).isEqualTo(Integer.parseInt(sw, 16));
    assertThat(e.maySpendTry()).isFalse();
  }

  @Test
  void a_chained_answer_is_gathered() throws Exception {
    Bytes answer = Bytes.hex(SESSION.initializeAnswer());
    ScriptedChip chip =
        new ScriptedChip(
            answer.slice(0, 20).toHex() + "610C", // 12 bytes more
            answer.from(20).toHex() + "9000");
    Handshake handshake =
        Scp03.initialize(chip, 0x30, Mode.S8, new FixedRandom(SESSION.hostChallenge()));
    assertThat(handshake.verify(SESSION.keys())).isNotNull();
    assertThat(chip.sent()).last().isEqualTo("00C000000C");
  }

  @ParameterizedTest
  @CsvSource({
    "00, C_DEC, true",
    "00, C_MAC_R_MAC, false",
    "20, C_DEC_R_MAC, true",
    "20, C_DEC_R_ENC, false",
    "60, C_DEC_R_ENC, true",
    "10, C_MAC_R_MAC, false",
    "71, C_DEC_R_ENC, true"
  })
  void what_a_card_supports_stands_in_its_i_parameter(
      String i, SecurityLevel level, boolean supported) {
    assertThat(new KeyInformation(1, 3, Integer.parseInt(i, 16)).supports(level))
        .isEqualTo(supported);
  }

  @Test
  void an_unsupported_level_is_refused_before_anything_is_sent() throws Exception {
    ScriptedChip chip = new ScriptedChip();
    String answer = SESSION.initializeAnswer();
    // i = 70 becomes 10; i is not under the cryptogram
    chip.answerNext(answer.substring(0, 24) + "10" + answer.substring(26) + "9000");
    VerifiedCard card =
        Scp03.initialize(chip, 0, Mode.S8, new FixedRandom(SESSION.hostChallenge()))
            .verify(SESSION.keys());
    SecureChannelException e =
        catchThrowableOfType(
            SecureChannelException.class, () -> card.authenticate(SecurityLevel.C_DEC_R_ENC));
    assertThat(e.reason()).isEqualTo(Reason.LEVEL_UNSUPPORTED);
    assertThat(chip.sent()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "6300, AUTHENTICATION_REFUSED, -1, true",
    "63C4, AUTHENTICATION_REFUSED, 4,  true",
    "6982, AUTHENTICATION_REFUSED, -1, true",
    "6983, BLOCKED,                0,  false",
  })
  void a_refused_EXTERNAL_AUTHENTICATE_tells_the_tries(
      String sw, Reason reason, int tries, boolean maySpendTry) throws Exception {
    ScriptedChip chip = new ScriptedChip();
    VerifiedCard card = handshake(SESSION, chip).verify(SESSION.keys());
    chip.answerNext(sw);
    SecureChannelException e =
        catchThrowableOfType(
            SecureChannelException.class, () -> card.authenticate(SecurityLevel.C_MAC));
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e.triesLeft().orElse(-1)).isEqualTo(tries);
    assertThat(e.maySpendTry()).isEqualTo(maySpendTry);
    assertThatIllegalStateException()
        .as("a second try needs a new INITIALIZE UPDATE")
        .isThrownBy(() -> card.authenticate(SecurityLevel.C_MAC));
    assertThat(chip.sent()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x02, 0x10, 0x30, 0x31, 0x23, 0xFF})
  void other_levels_do_not_exist(int level) {
    assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> SecurityLevel.of(level)))
        .hasMessageContaining("one of 01, 03, 11, 13, 33");
  }
}
