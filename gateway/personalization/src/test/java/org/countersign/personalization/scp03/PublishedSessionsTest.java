package org.countersign.personalization.scp03;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Stream;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.personalization.scp03.PublishedSessions.Session;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SCP03 against the published sessions, command by command. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PublishedSessionsTest {

  static Stream<Session> sessions() {
    return PublishedSessions.ALL.stream();
  }

  static Stream<Session> protectedSessions() {
    return sessions().filter(s -> SecurityLevel.of(s.level()).protectsResponses());
  }

  private static Handshake handshake(Session session, ScriptedChip chip) throws Exception {
    chip.answerNext(session.initializeAnswer() + "9000");
    int keyVersion = Bytes.hex(session.initializeUpdate()).at(2);
    return Scp03.initialize(chip, keyVersion, Mode.S8, new FixedRandom(session.hostChallenge()));
  }

  private static SecureChannel open(Session session, ScriptedChip chip) throws Exception {
    VerifiedCard card = handshake(session, chip).verify(session.keys());
    chip.answerNext("9000");
    return card.authenticate(SecurityLevel.of(session.level()));
  }

  private static CommandApdu command(String hex) {
    return CommandApdu.decode(Bytes.hex(hex).toArray());
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void every_command_is_byte_for_byte_the_published_one(Session session) throws Exception {
    ScriptedChip chip = new ScriptedChip();
    try (SecureChannel channel = open(session, chip)) {
      chip.answerNext(session.getEidAnswer() + "9000");
      ResponseApdu answer = channel.transmit(command(PublishedSessions.GET_EID));
      assertThat(answer.data().toHex()).isEqualTo(PublishedSessions.GET_EID_ANSWER);
      assertThat(answer.isOk()).isTrue();
      for (String plain :
          List.of(
              PublishedSessions.CASE_1,
              PublishedSessions.CASE_2,
              PublishedSessions.CASE_3,
              PublishedSessions.CASE_4)) {
        chip.answerNext("6A88"); // an error is never protected, so it serves every level
        assertThat(channel.transmit(command(plain)).sw().value()).isEqualTo(0x6A88);
      }
    }
    assertThat(chip.sent())
        .usingElementComparator(String.CASE_INSENSITIVE_ORDER)
        .containsExactly(
            session.initializeUpdate(),
            session.externalAuthenticate(),
            session.getEid(),
            session.case1(),
            session.case2(),
            session.case3(),
            session.case4());
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void the_answer_to_INITIALIZE_UPDATE_is_read(Session session) throws Exception {
    Handshake handshake = handshake(session, new ScriptedChip());
    assertThat(handshake.diversificationData()).isEqualTo(Bytes.of(new byte[10]));
    assertThat(handshake.keyInformation().toString())
        .isEqualTo("key version %02X, SCP03, i=70", handshake.keyVersion());
    assertThat(handshake.iParameter()).isEqualTo(0x70);
    assertThat(handshake.sequenceCounter().orElseThrow()).isBetween(1, 3);
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void a_wrong_key_is_noticed_before_the_card_hears_of_it(Session session) throws Exception {
    ScriptedChip chip = new ScriptedChip();
    Handshake handshake = handshake(session, chip);
    StaticKeys right = session.keys();
    StaticKeys wrong = new StaticKeys(right.enc(), right.dek(), right.mac());
    CardCryptogramMismatch e =
        catchThrowableOfType(CardCryptogramMismatch.class, () -> handshake.verify(wrong));
    assertThat(e).hasMessageContaining("No try was spent");
    assertThat(e.reason()).isEqualTo(SecureChannelException.Reason.WRONG_KEYS);
    assertThat(e.maySpendTry()).isFalse();
    assertThat(chip.sent()).as("only INITIALIZE UPDATE").hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("protectedSessions")
  void any_changed_byte_of_a_response_ends_the_channel(Session session) throws Exception {
    byte[] good = Bytes.hex(session.getEidAnswer() + "9000").toArray();
    for (int i = 0; i < good.length - 1; i++) { // the last byte is SW2: 90xx is another matter
      byte[] bad = good.clone();
      bad[i] ^= 0x01;
      if (i == good.length - 2) {
        bad[i] = 0x62; // a warning in place of success must be authentic too
      }
      assertRefused(session, Bytes.of(bad), i);
    }
    assertRefused(session, Bytes.hex("9000"), good.length);
    assertRefused(session, Bytes.hex("6282"), good.length);
    assertRefused(session, Bytes.of(good).slice(0, 7).plus(Bytes.hex("9000")), good.length);
    assertRefused(session, Bytes.hex("006A82"), good.length);
  }

  private static void assertRefused(Session session, Bytes response, int at) throws Exception {
    ScriptedChip chip = new ScriptedChip();
    SecureChannel channel = open(session, chip);
    chip.answerNext(response.toHex());
    DeviceException e =
        catchThrowableOfType(
            DeviceException.class, () -> channel.transmit(command(PublishedSessions.GET_EID)));
    assertThat(e).as("byte %d", at).isNotNull();
    assertThat(e.effect()).isEqualTo(Effect.UNKNOWN);
    int sent = chip.sent().size();
    DeviceException after =
        catchThrowableOfType(
            DeviceException.class, () -> channel.transmit(command(PublishedSessions.CASE_1)));
    assertThat(after.effect()).as("the channel is dead").isEqualTo(Effect.NONE);
    assertThat(chip.sent()).hasSize(sent);
  }

  @ParameterizedTest
  @MethodSource("protectedSessions")
  void a_response_to_another_command_is_refused(Session session) throws Exception {
    ScriptedChip chip = new ScriptedChip();
    SecureChannel channel = open(session, chip);
    chip.answerNext("6A88");
    channel.transmit(command(PublishedSessions.CASE_1));
    chip.answerNext(session.getEidAnswer() + "9000"); // authentic for the first command only
    assertThat(
            catchThrowableOfType(
                DeviceException.class, () -> channel.transmit(command(PublishedSessions.GET_EID))))
        .hasMessageContaining("its MAC is wrong");
  }
}
