package org.countersign.station.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.countersign.station.clock.Judgement.Since;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TimekeepingTest {

  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
  private static final Duration DAYS_45 = Duration.ofDays(45);

  private final AtomicReference<Instant> wall = new AtomicReference<>(NOW);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // It may wrap.
  private final Timekeeping timekeeping = Timekeeping.of(clock(), nanos::get, DAYS_45);

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return wall.get();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  private static ProvenTime newest(Instant newest) {
    return new ProvenTime(newest.toEpochMilli(), 0, null);
  }

  /** Both clocks go on. */
  private void pass(Duration time) {
    wall.updateAndGet(at -> at.plus(time));
    nanos.addAndGet(time.toNanos());
  }

  private void set(Duration by) {
    wall.updateAndGet(at -> at.plus(by));
  }

  private void isBelieved(ProvenTime proven) {
    assertThat(timekeeping.judge(proven)).isInstanceOf(Judgement.Believed.class);
  }

  private void isAhead(ProvenTime proven, Since since) {
    assertThat(timekeeping.judge(proven))
        .isInstanceOfSatisfying(
            Judgement.Ahead.class, ahead -> assertThat(ahead.since()).isEqualTo(since));
  }

  @Test
  void months_that_pass_are_believed() {
    isBelieved(newest(NOW));
    pass(Duration.ofDays(200));
    isBelieved(newest(NOW));
  }

  @Test
  void a_clock_set_ahead_by_more_than_ten_minutes_is_not_believed_until_it_comes_back() {
    isBelieved(newest(NOW));
    pass(Duration.ofDays(3));
    set(Duration.ofMinutes(10));
    isBelieved(newest(NOW));
    set(Duration.ofSeconds(1));
    isAhead(newest(NOW), Since.START);
    pass(Duration.ofDays(1));
    isAhead(newest(NOW), Since.START);
    set(Duration.ofMinutes(-10));
    isBelieved(newest(NOW));
  }

  @Test
  void ten_minutes_at_a_time_do_not_get_by() {
    isBelieved(newest(NOW));
    for (int i = 0; i < 2; i++) {
      set(Duration.ofMinutes(6));
    }
    isAhead(newest(NOW), Since.START);
  }

  @Test
  void a_clock_behind_a_record_is_behind_beyond_two_seconds() {
    isBelieved(newest(NOW.plusSeconds(2)));
    assertThat(timekeeping.judge(newest(NOW.plusMillis(2_001))))
        .isInstanceOf(Judgement.Behind.class);
  }

  @Test
  void a_station_that_rested_for_so_many_days_is_believed_at_its_start_and_for_more_it_is_not() {
    isAhead(newest(NOW.minus(DAYS_45).minusMillis(1)), Since.NEWEST_RECORD);
    isBelieved(newest(NOW.minus(DAYS_45)));
  }

  @Test
  void a_station_without_a_record_believes_its_clock() {
    isBelieved(ProvenTime.NONE);
  }

  @Test
  void a_clock_that_was_behind_at_the_start_may_be_set_right_by_hand() {
    wall.set(NOW.minus(Duration.ofDays(9_000)));
    assertThat(timekeeping.judge(newest(NOW))).isInstanceOf(Judgement.Behind.class);
    wall.set(NOW.plus(Duration.ofDays(1)));
    isBelieved(newest(NOW));
    set(Duration.ofDays(1));
    isAhead(newest(NOW), Since.START);
  }

  @Test
  void set_back_first_and_then_ahead_is_ahead_all_the_same() {
    isBelieved(newest(NOW));
    set(Duration.ofDays(-400));
    assertThat(timekeeping.judge(newest(NOW))).isInstanceOf(Judgement.Behind.class);
    set(Duration.ofDays(420));
    isAhead(newest(NOW), Since.START);
  }

  @Test
  void a_doubt_on_record_outlives_a_start_until_the_clock_is_set_back() {
    ProvenTime doubted = newest(NOW).doubted(NOW.plus(Duration.ofDays(20)).toEpochMilli());
    set(Duration.ofDays(20)); // Within what a rest may take, if nothing were known of it.
    isAhead(doubted, Since.RUN_BEFORE);
    wall.set(NOW.plusSeconds(30));
    isBelieved(doubted);
  }

  @Test
  void a_time_service_vouches_for_a_moment_and_not_for_later_ones() {
    isBelieved(newest(NOW));
    set(Duration.ofDays(300));
    isAhead(newest(NOW), Since.START);
    timekeeping.synchronised(timekeeping.now());
    isBelieved(newest(NOW));
    pass(Duration.ofDays(1));
    isBelieved(newest(NOW));
    set(Duration.ofMinutes(11));
    isAhead(newest(NOW), Since.START);
  }

  @Test
  void two_persons_vouch_for_a_moment_however_old_the_record_and_whatever_came_before() {
    set(Duration.ofDays(100));
    isAhead(newest(NOW), Since.NEWEST_RECORD);
    isBelieved(ProvenTime.confirmed(timekeeping.now()));
  }

  @Test
  void the_words_say_how_far_and_what_to_do() {
    isBelieved(newest(NOW));
    set(Duration.ofDays(365));
    assertThat(timekeeping.judge(newest(NOW)).objection().orElseThrow())
        .contains("365 days ahead", "no card begun")
        .contains("Set the clock right", "countersign clock confirm");
  }

  @Test
  void the_words_stay_the_same_while_nothing_changes_but_time() {
    isBelieved(newest(NOW));
    set(Duration.ofDays(365));
    String ahead = timekeeping.judge(newest(NOW)).objection().orElseThrow();
    pass(Duration.ofMinutes(7));
    assertThat(timekeeping.judge(newest(NOW)).objection()).hasValue(ahead);

    set(Duration.ofDays(-800));
    String behind = timekeeping.judge(newest(NOW)).objection().orElseThrow();
    pass(Duration.ofMinutes(7));
    assertThat(timekeeping.judge(newest(NOW)).objection()).hasValue(behind);
  }

  @Test
  void times_of_doubted_records_prove_nothing() {
    ProvenTime doubted = newest(NOW).doubted(NOW.plusSeconds(9_000).toEpochMilli());
    assertThat(doubted.and(NOW.plusSeconds(9_999).toEpochMilli()).newest())
        .isEqualTo(NOW.toEpochMilli());
  }
}
