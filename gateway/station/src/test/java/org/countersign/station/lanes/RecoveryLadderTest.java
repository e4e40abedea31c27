package org.countersign.station.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.station.discovery.DeviceIdentification.Presence;
import org.countersign.station.jobs.Devices.Recovery;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RecoveryLadderTest {

  private long now;
  private boolean sibling;
  private final List<String> told = new ArrayList<>();

  private final RecoveryLadder.Listener listener =
      new RecoveryLadder.Listener() {
        @Override
        public void attempted(Rung rung) {
          told.add(rung.word());
        }

        @Override
        public void recovered(Rung rung, Duration time) {
          told.add(rung.word() + " helped after " + time.toMillis() + " ms");
        }

        @Override
        public void changed() {}
      };

  private RecoveryLadder ladder(boolean restartable) {
    return new RecoveryLadder(
        new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30)),
        new RecoveryLadder.Means(restartable, () -> sibling),
        () -> now,
        listener);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private static void fail(RecoveryLadder ladder, Trouble trouble, int times) {
    for (int i = 0; i < times; i++) {
      ladder.failed(trouble, "no answer");
      ladder.climb();
    }
  }

  @Test
  void a_device_that_stays_broken_climbs_every_rung_and_then_a_person_is_asked() {
    RecoveryLadder ladder = ladder(true);
    assertThat(ladder.climb()).as("nothing failed yet").isEmpty();
    fail(ladder, Trouble.BROKEN, 7);
    assertThat(told)
        .containsExactly("reopen", "reopen", "reset", "reset", "restart", "person", "person");
    assertThat(ladder.now()).contains(new Recovery("person", 2, "no answer"));
    assertThat(ladder.request()).contains("starting its driver anew", "call service");
  }

  @Test
  void a_driver_that_cannot_be_loaded_anew_is_not_said_to_have_been() {
    RecoveryLadder ladder = ladder(false);
    fail(ladder, Trouble.BROKEN, 5);
    assertThat(told).containsExactly("reopen", "reopen", "reset", "reset", "person");
    assertThat(ladder.request()).doesNotContain("driver");
  }

  @Test
  void a_sibling_at_work_gives_it_time_before_a_person_is_asked() {
    RecoveryLadder ladder = ladder(false);
    sibling = true;
    fail(ladder, Trouble.BROKEN, 8);
    assertThat(told.subList(4, 8)).containsExactly("sibling", "sibling", "sibling", "person");
  }

  @Test
  void a_device_that_is_not_there_is_looked_for_and_nothing_else_is_tried() {
    RecoveryLadder ladder = ladder(true);
    fail(ladder, Trouble.ABSENT, 20);
    assertThat(told).containsOnly("reopen");
    for (int i = 0; i < 10; i++) {
      assertThat(ladder.pause()).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }
  }

  @Test
  void a_device_that_goes_away_in_the_middle_of_a_climb_goes_on_where_it_was() {
    RecoveryLadder ladder = ladder(true);
    fail(ladder, Trouble.BROKEN, 2);
    fail(ladder, Trouble.ABSENT, 3);
    fail(ladder, Trouble.BROKEN, 1);
    assertThat(told).endsWith("reopen", "reset");
  }

  @Test
  void wrong_settings_are_a_person_s_matter_at_once() {
    RecoveryLadder ladder = ladder(true);
    fail(ladder, Trouble.NEEDS_PERSON, 2);
    assertThat(told).containsOnly("person");
    assertThat(ladder.request()).as("the failure itself says what to do").isEmpty();
  }

  @Test
  void the_time_to_recover_runs_from_the_first_failure_to_the_device_that_works() {
    RecoveryLadder ladder = ladder(true);
    ladder.failed(Trouble.BROKEN, "no answer");
    pass(Duration.ofMillis(700));
    ladder.climb();
    ladder.failed(Trouble.BROKEN, "no answer");
    pass(Duration.ofMillis(1_300));
    ladder.climb();
    pass(Duration.ofMillis(100));
    ladder.well();
    ladder.well();
    assertThat(told).containsExactly("reopen", "reopen", "reopen helped after 2100 ms");
    assertThat(ladder.now()).isEmpty();
    assertThat(ladder.climb()).isEmpty();
  }

  @Test
  void a_return_that_does_not_last_was_none_and_the_climb_goes_on() {
    RecoveryLadder ladder = ladder(true);
    for (int i = 0; i < 3; i++) {
      fail(ladder, Trouble.BROKEN, 1);
      ladder.well();
      pass(Duration.ofSeconds(59));
    }
    assertThat(told).filteredOn(word -> !word.contains(" ")).endsWith("reset");
    pass(Duration.ofSeconds(1));
    fail(ladder, Trouble.BROKEN, 1);
    assertThat(told).as("a minute of work is a return").endsWith("reopen");
  }

  @Test
  void a_card_made_proves_that_the_device_is_mended() {
    RecoveryLadder ladder = ladder(true);
    fail(ladder, Trouble.BROKEN, 3);
    ladder.well();
    ladder.proven();
    fail(ladder, Trouble.BROKEN, 1);
    assertThat(told).endsWith("reopen");
    assertThat(ladder.pause()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void a_device_that_fell_back_has_recovered_with_its_next_card_and_not_when_it_opens() {
    RecoveryLadder ladder = ladder(true);
    for (int i = 0; i < 3; i++) {
      fail(ladder, Trouble.BROKEN, 1);
      pass(Duration.ofMillis(100));
      ladder.well();
    }
    assertThat(told).containsExactly("reopen", "reopen helped after 100 ms", "reopen", "reset");
    ladder.proven();
    ladder.proven();
    assertThat(told.subList(4, told.size())).containsExactly("reset helped after 300 ms");
  }

  @Test
  void an_interrupt_that_was_heeded_is_the_rung_that_helped() {
    RecoveryLadder ladder = ladder(true);
    ladder.interrupted("an exchange took longer than 5000 ms");
    assertThat(ladder.now())
        .contains(new Recovery("interrupt", 1, "an exchange took longer than 5000 ms"));
    pass(Duration.ofMillis(20));
    ladder.well();
    assertThat(told).containsExactly("interrupt", "interrupt helped after 20 ms");
  }

  @Test
  void a_call_that_ends_with_the_interrupt_again_and_again_climbs() {
    RecoveryLadder ladder = ladder(false);
    for (int i = 0; i < 5; i++) {
      ladder.interrupted("an exchange took longer than 5000 ms");
      fail(ladder, Trouble.BUSY, 1);
      ladder.well();
    }
    assertThat(told).filteredOn(word -> !word.contains(" ")).contains("reset", "person");
  }

  @Test
  void pauses_grow_and_begin_anew_when_the_port_is_back() {
    RecoveryLadder ladder = ladder(true);
    ladder.failed(Trouble.BROKEN, "no answer");
    assertThat(ladder.pause()).isEqualTo(Duration.ofMillis(500));
    assertThat(ladder.pause()).isEqualTo(Duration.ofSeconds(1));
    ladder.returned();
    assertThat(ladder.pause()).isEqualTo(Duration.ofMillis(500));
  }

  private static Trouble trouble(Fault fault, boolean opening, Presence presence) {
    return Trouble.of(FakeDriver.failure(fault, Effect.NONE, ""), opening, presence);
  }

  @Test
  void a_port_that_is_there_and_silent_is_broken_and_one_that_is_not_is_absent() {
    assertThat(trouble(Fault.COMMUNICATION, true, Presence.PRESENT)).isEqualTo(Trouble.BROKEN);
    assertThat(trouble(Fault.COMMUNICATION, true, Presence.UNKNOWN)).isEqualTo(Trouble.ABSENT);
    assertThat(trouble(Fault.COMMUNICATION, false, Presence.UNKNOWN)).isEqualTo(Trouble.BROKEN);
    assertThat(trouble(Fault.DRIVER_BUG, false, Presence.ABSENT)).isEqualTo(Trouble.ABSENT);
    assertThat(trouble(Fault.CONFIGURATION, true, Presence.PRESENT))
        .isEqualTo(Trouble.NEEDS_PERSON);
    assertThat(trouble(Fault.CARD_JAM, true, Presence.PRESENT)).isEqualTo(Trouble.NEEDS_PERSON);
    assertThat(trouble(Fault.NOT_READY, true, Presence.PRESENT)).isEqualTo(Trouble.BUSY);
    assertThat(trouble(Fault.DRIVER_BUG, false, Presence.PRESENT)).isEqualTo(Trouble.BROKEN);
  }
}
