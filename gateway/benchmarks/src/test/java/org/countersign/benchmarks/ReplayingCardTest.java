package org.countersign.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.countersign.testbed.CardEmulator.Power;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReplayingCardTest {

  private static final long CARD_NANOS = 3_000_000;

  // SELECT by name of an empty name, and READ BINARY of everything.
  private static final byte[] SELECT = {0x00, (byte) 0xA4, 0x04, 0x00};
  private static final byte[] READ = {0x00, (byte) 0xB0, 0x00, 0x00, 0x00};
  private static final byte[] OK = {(byte) 0x90, 0x00};
  private static final byte[] CONTENT = {0x60, 0x00, (byte) 0x90, 0x00};
  private static final byte[] REFUSED = {0x6F, 0x00};

  private final Recording recording = new Recording();
  private final ReplayingCard card = card();

  private ReplayingCard card() {
    recording.powerUp();
    recording.powerUp();
    recording.add(new Recording.Exchange(SELECT, OK, 0));
    recording.powerUp();
    recording.add(new Recording.Exchange(READ, CONTENT, CARD_NANOS));
    return new ReplayingCard(new byte[] {0x3B, 0x00}, recording);
  }

  @Test
  void the_recorded_commands_are_answered_as_they_were() {
    assertThat(card.transmit(SELECT)).isEqualTo(OK);
    card.power(Power.RESET);
    assertThat(card.transmit(READ)).isEqualTo(CONTENT);
    assertThat(card.deviation()).isEmpty();
  }

  @Test
  void an_answer_takes_as_long_as_it_took_the_recorded_card() {
    byte[] unused = card.transmit(SELECT);
    long start = System.nanoTime();
    byte[] alsoUnused = card.transmit(READ);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(CARD_NANOS);
  }

  @Test
  void a_command_that_differs_in_one_byte_is_no_replay_and_ends_it() {
    byte[] other = SELECT.clone();
    other[3] = 0x0C;
    assertThat(card.transmit(other)).isEqualTo(REFUSED);
    assertThat(card.transmit(SELECT)).isEqualTo(REFUSED);
    assertThat(card.deviation()).contains("command 1 is not the recorded one");
  }

  @Test
  void a_replay_that_leaves_a_command_out_is_told() {
    byte[] unused = card.transmit(SELECT);
    assertThat(card.deviation()).contains("only 1 commands were sent");
  }

  @Test
  void a_command_after_the_last_is_told() {
    byte[] unused = card.transmit(SELECT);
    byte[] alsoUnused = card.transmit(READ);
    assertThat(card.transmit(READ)).isEqualTo(REFUSED);
    assertThat(card.deviation()).contains("a command was sent after the last, number 2");
  }

  @Test
  void power_ups_part_sessions_and_those_without_a_command_leave_no_trace() {
    assertThat(recording.sessions()).hasSize(2);
    assertThat(recording.exchanges()).hasSize(2);
    assertThat(recording.bytes()).isEqualTo(4 + 2 + 5 + 4);
    assertThat(recording.cardMillis()).isEqualTo(3.0);
  }
}
