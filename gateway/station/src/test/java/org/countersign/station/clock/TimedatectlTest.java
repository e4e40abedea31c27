package org.countersign.station.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TimedatectlTest {

  private static boolean answers(String shell) {
    return new Timedatectl(List.of("sh", "-c", shell), Duration.ofSeconds(2)).holds();
  }

  @Test
  void yes_is_yes_and_nothing_else_is() {
    assertThat(answers("echo yes")).isTrue();
    assertThat(answers("echo no")).isFalse();
    assertThat(answers("echo yes, nearly")).isFalse();
    assertThat(answers("true")).isFalse();
  }

  @Test
  void a_yes_with_a_failure_is_none() {
    assertThat(answers("echo yes; exit 1")).isFalse();
  }

  @Test
  void who_does_not_answer_has_not_said_yes() {
    assertThat(answers("echo yes; exec sleep 60")).isFalse();
  }

  @Test
  void a_machine_without_it_has_no_time_service() {
    assertThat(new Timedatectl(List.of("/nowhere/timedatectl"), Duration.ofSeconds(2)).holds())
        .isFalse();
  }

  /** Whatever it says: the station goes on. */
  @Test
  void this_machine_answers_or_has_none() {
    assertThat(new Timedatectl().holds()).isIn(true, false);
  }
}
