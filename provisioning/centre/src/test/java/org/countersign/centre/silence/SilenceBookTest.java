package org.countersign.centre.silence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import org.countersign.centre.condition.Capacity;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.condition.Standing;
import org.countersign.protocol.sparkplug.host.KnownNode;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SilenceBookTest {

  private final SmallFleet fleet = new SmallFleet();

  /** Ten stations of one district; the first is the one that a test is about. */
  private SmallFleet.Box one() {
    return fleet.district("north", 10).getFirst();
  }

  @Test
  void a_station_is_missed_one_and_a_half_heartbeats_after_its_last_message() {
    SmallFleet.Box box = one();
    box.beats = false;
    fleet.pass(44);
    assertThat(box.cause()).isNotEqualTo(Cause.SILENT);
    fleet.pass(2);
    assertThat(box.cause()).isEqualTo(Cause.SILENT);
    assertThat(box.condition().capacity()).isEqualTo(Capacity.UNKNOWN);
    assertThat(box.verdict().why()).isEqualTo(Why.UNKNOWN);
  }

  @Test
  void a_session_that_stands_without_a_word_is_hung_after_two_heartbeats_and_ten_seconds() {
    SmallFleet.Box box = one();
    box.beats = false;
    fleet.pass(69);
    assertThat(box.cause()).isEqualTo(Cause.SILENT);
    fleet.pass(2);
    assertThat(box.cause()).isEqualTo(Cause.HUNG);
    assertThat(box.condition().capacity()).isEqualTo(Capacity.UNKNOWN);

    box.beats = true;
    fleet.pass(1);
    assertThat(box.cause()).isNotIn(Cause.HUNG, Cause.SILENT);
  }

  @Test
  void a_will_that_comes_late_makes_a_hung_station_silent() {
    SmallFleet.Box box = one();
    box.beats = false;
    fleet.pass(75);
    box.dies();
    assertThat(box.cause()).isEqualTo(Cause.SILENT);
  }

  @Test
  void a_station_without_heartbeats_is_missed_by_its_will_alone() {
    SmallFleet.Box box = fleet.box("north", "old").real("Heartbeat/Every", 0).connects();
    box.beats = false;
    fleet.pass(600);
    assertThat(box.cause()).isNotEqualTo(Cause.SILENT);
    box.dies();
    assertThat(box.cause()).isEqualTo(Cause.SILENT);
  }

  @Test
  void nobody_is_missed_while_the_centre_hears_nothing_or_stood_still() {
    SmallFleet.Box box = one();
    box.beats = false;
    for (int second = 0; second < 120; second++) {
      fleet.now += 1_000;
      fleet.turn(false);
    }
    assertThat(box.cause()).isNotEqualTo(Cause.SILENT);
    fleet.book.linkUp(fleet.now, fleet.ticks());
    fleet.now += 600_000;
    fleet.turn(true);
    assertThat(fleet.book.silent()).isZero();
    fleet.pass(46);
    assertThat(fleet.book.silent()).isEqualTo(1);
  }

  @Test
  void a_part_that_does_not_answer_is_told_by_name() {
    SmallFleet.Box box = one();
    box.say("Heartbeat/Stuck", "ledger").beat();
    assertThat(box.cause()).isEqualTo(Cause.HUNG);
    assertThat(box.condition().capacity()).isEqualTo(Capacity.NONE);
    assertThat(box.condition().detail()).isEqualTo("ledger");
    assertThat(box.verdict().sure()).isEqualTo(Sureness.TOLD);
  }

  @Test
  void a_stop_on_purpose_is_away_until_it_is_overdue() {
    SmallFleet.Box box = one();
    long until = fleet.now + 3_600_000;
    box.say("Stop/Planned", "new cable").time("Stop/Until", until).beat();
    box.dies();
    assertThat(box.cause()).isEqualTo(Cause.PLANNED);
    assertThat(box.condition().capacity()).isEqualTo(Capacity.AWAY);
    assertThat(fleet.watch.overview(fleet.now, 100).stopped())
        .noneMatch(stopped -> stopped.station().equals(box.node));
    assertThat(box.verdict().until()).hasValue(until);

    fleet.pass(3_600 + 600 + 31);
    assertThat(box.cause()).isEqualTo(Cause.SILENT);
  }

  @Test
  void planned_work_may_begin_and_end_while_a_station_is_silent() {
    SmallFleet.Box box = one();
    box.dies();
    assertThat(box.cause()).isEqualTo(Cause.SILENT);
    fleet.plans.put(box.node, new Plans.Work(fleet.now + 120_000, "moved"));
    fleet.pass(31);
    assertThat(box.cause()).isEqualTo(Cause.PLANNED);
    fleet.pass(125);
    assertThat(box.cause()).isEqualTo(Cause.SILENT);
  }

  @Test
  void a_station_that_is_silent_for_too_long_is_dead_and_comes_back() {
    SmallFleet quick =
        new SmallFleet(
            new SilenceRules(
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                Duration.ZERO,
                Duration.ZERO,
                ZoneId.of("UTC")));
    SmallFleet.Box box = quick.district("north", 5).getFirst();
    box.dies();
    quick.pass(640);
    assertThat(box.cause()).isEqualTo(Cause.DEAD);
    assertThat(box.condition().capacity()).isEqualTo(Capacity.AWAY);
    box.connects();
    assertThat(box.condition().capacity()).isNotEqualTo(Capacity.AWAY);
  }

  @Test
  void a_clock_is_wrong_when_three_heartbeats_agree() {
    SmallFleet.Box box = one();
    box.ahead = 600_000;
    fleet.pass(65);
    assertThat(fleet.book.standing(box.node)).isEqualTo(Standing.HEARD);
    fleet.pass(35);
    assertThat(fleet.book.standing(box.node)).isEqualTo(Standing.CLOCK_WRONG);
    box.ahead = 0;
    fleet.pass(31);
    assertThat(fleet.book.standing(box.node)).isEqualTo(Standing.HEARD);
  }

  @Test
  void heartbeats_that_a_slow_line_held_back_are_no_wrong_clock() {
    SmallFleet.Box box = one();
    for (int held = 20; held > 0; held--) {
      box.ahead = -held * 30_000L;
      box.beat();
    }
    assertThat(fleet.book.standing(box.node)).isEqualTo(Standing.HEARD);
  }

  @Test
  void nor_are_frequent_ones_that_come_at_once() {
    SmallFleet.Box box = fleet.box("north", "quick").real("Heartbeat/Every", 2).connects();
    for (int held = 20; held > 0; held--) {
      box.ahead = -200_000 - held * 2_000L;
      box.beat();
    }
    assertThat(fleet.book.standing(box.node)).isEqualTo(Standing.HEARD);
  }

  @Test
  void a_district_on_battery_has_no_power_and_its_boxes_say_so_when_they_are_back() {
    List<SmallFleet.Box> dark = fleet.district("north", 10);
    fleet.district("south", 40);
    dark.get(3).say("Power/Source", "battery").beat();
    dark.forEach(SmallFleet.Box::dies);
    assertThat(dark.getFirst().verdict().why()).isEqualTo(Why.POWER);
    assertThat(dark.getFirst().verdict().sure()).isEqualTo(Sureness.LIKELY);

    var ignored = fleet.book.changes(1_000, fleet.now);
    fleet.pass(60);
    SmallFleet.Box back = dark.getFirst();
    back.time("Box/Booted", fleet.now - 5_000).time("Properties/Started", fleet.now - 1_000);
    back.connects();
    assertThat(fleet.book.changes(1_000, fleet.now))
        .singleElement()
        .satisfies(silence -> {
          assertThat(silence.to()).hasValue(fleet.now);
          assertThat(silence.verdict().why()).isEqualTo(Why.POWER);
          assertThat(silence.verdict().sure()).isEqualTo(Sureness.TOLD);
        });
  }

  @Test
  void the_one_that_does_not_come_back_with_its_neighbours_is_looked_at_alone_but_openly() {
    List<SmallFleet.Box> cut = fleet.district("north", 10);
    fleet.district("south", 40);
    cut.forEach(SmallFleet.Box::dies);
    cut.subList(1, 10).forEach(SmallFleet.Box::connects);
    Verdict verdict = cut.getFirst().verdict();
    assertThat(verdict.why()).isEqualTo(Why.LINE);
    assertThat(verdict.sure()).isEqualTo(Sureness.OPEN);
  }

  @Test
  void stations_of_one_site_share_power_and_line() {
    List<SmallFleet.Box> north = fleet.district("north", 10);
    north.subList(0, 2).forEach(box -> box.say("Properties/Site", "hall").connects());
    north.subList(0, 2).forEach(SmallFleet.Box::dies);
    assertThat(north.getFirst().verdict().why()).isEqualTo(Why.LINE);
    assertThat(north.getFirst().verdict().evidence())
        .anyMatch(one -> one.text().english().contains("the site hall"));
  }

  @Test
  void the_brokers_word_counts_before_and_after_the_will() {
    List<SmallFleet.Box> north = fleet.district("north", 10);
    fleet.book.brokerSaid(new BrokerWords.Word(north.get(0).node, Parting.CLOSED), fleet.now);
    north.get(0).dies();
    north.get(1).dies();
    fleet.book.brokerSaid(new BrokerWords.Word(north.get(1).node, Parting.CLOSED), fleet.now + 100);
    assertThat(north.get(0).verdict().why()).isEqualTo(Why.SERVICE);
    assertThat(north.get(1).verdict().why()).isEqualTo(Why.SERVICE);
  }

  @Test
  void what_is_known_of_a_silence_is_there_after_a_restart() {
    SmallFleet.Box box = one();
    box.say("Power/Source", "battery").beat();
    box.dies();
    Silence kept = fleet.book.changes(10, fleet.now).getFirst();
    assertThat(kept.to()).isEqualTo(OptionalLong.empty());

    SmallFleet anew = new SmallFleet();
    anew.now = fleet.now + 60_000;
    anew.book.restore(kept, anew.now, anew.ticks());
    assertThat(anew.book.standing(box.node)).isEqualTo(Standing.SILENT);
    SmallFleet.Box same = anew.box("north", "s-0");
    same.connects();
    assertThat(anew.book.changes(10, anew.now))
        .singleElement()
        .satisfies(silence -> assertThat(silence.from()).isEqualTo(kept.from()));
  }

  /** The same silence in a centre that started anew, without its neighbours. */
  private static SmallFleet.Box kept(SmallFleet.Box box, SmallFleet before) {
    Silence kept = before.book.changes(100, before.now).getLast();
    SmallFleet anew = new SmallFleet();
    anew.now = before.now + 60_000;
    SmallFleet.Box same = anew.box(box.node.group(), box.node.node());
    same.beats = false;
    anew.restore(new KnownNode(box.node, 0, 1_000), before.now);
    anew.book.restore(kept, anew.now, anew.ticks());
    anew.watch.look(
        anew.state.station(box.node).orElseThrow(), anew.book.standing(box.node), kept.from());
    anew.pass(90);
    return same;
  }

  @Test
  void the_verdict_and_its_evidence_are_after_a_restart_what_they_were() {
    SmallFleet.Box box = one();
    fleet.book.brokerSaid(new BrokerWords.Word(box.node, Parting.CLOSED), fleet.now);
    box.dies();
    Verdict before = box.verdict();
    assertThat(before.why()).isEqualTo(Why.SERVICE);
    assertThat(kept(box, fleet).verdict()).isEqualTo(before);
  }

  @Test
  void a_verdict_that_sharpened_is_kept_as_it_is_then() {
    SmallFleet.Box box = one();
    box.beats = false;
    fleet.pass(50);
    assertThat(fleet.book.changes(100, fleet.now)).hasSize(1);
    fleet.pass(60);
    assertThat(box.verdict().why()).isEqualTo(Why.HUNG);

    SmallFleet.Box same = kept(box, fleet);
    assertThat(same.cause()).isEqualTo(Cause.HUNG);
    assertThat(same.verdict()).isEqualTo(box.verdict());
    same.parted(Parting.TIMED_OUT);
    assertThat(same.cause()).isEqualTo(Cause.SILENT);
    assertThat(same.verdict().why()).isNotEqualTo(Why.HUNG);
  }

  @Test
  void a_verdict_that_stays_is_not_kept_again() {
    SmallFleet.Box box = one();
    box.dies();
    assertThat(fleet.book.changes(100, fleet.now)).hasSize(1);
    fleet.pass(300);
    assertThat(fleet.book.changes(100, fleet.now)).isEmpty();
  }

  @Test
  void nothing_of_a_retired_station_waits_for_the_store() {
    SmallFleet.Box box = one();
    box.dies();
    box.connects();
    fleet.book.forget(box.node);
    assertThat(fleet.book.changes(100, fleet.now)).isEmpty();
  }

  @Test
  void a_word_of_the_broker_is_old_though_the_clock_went_back() {
    SmallFleet.Box box = one();
    fleet.book.brokerSaid(new BrokerWords.Word(box.node, Parting.CLOSED), fleet.now + 3_600_000);
    box.dies();
    assertThat(box.verdict().evidence())
        .extracting(one -> one.text().english())
        .noneMatch(text -> text.startsWith("the broker says"));
  }

  private SmallFleet restarted(String... stations) {
    SmallFleet anew = new SmallFleet();
    for (String station : stations) {
      SmallFleet.Box box = anew.box("north", station);
      box.beats = false;
      anew.restore(new KnownNode(box.node, 7, 1_000), anew.now - 600_000);
    }
    return anew;
  }

  @Test
  void a_station_that_fell_silent_while_the_centre_was_away_is_found_forty_seconds_after() {
    SmallFleet anew = restarted("dead", "well");
    anew.box("north", "well").connects();
    anew.pass(39);
    assertThat(anew.box("north", "dead").cause()).isEqualTo(Cause.UNHEARD);
    anew.pass(2);
    assertThat(anew.box("north", "well").cause()).isEqualTo(Cause.NO_DEVICE);
    assertThat(anew.box("north", "dead").cause()).isEqualTo(Cause.SILENT);
    assertThat(anew.book.silent()).isEqualTo(1);
    Verdict verdict = anew.box("north", "dead").verdict();
    assertThat(verdict.why()).isEqualTo(Why.UNKNOWN);
    assertThat(verdict.evidence())
        .extracting(one -> one.text().english())
        .contains("it was heard last at 2026-11-18 10:56:40 +00:00")
        .anyMatch(text -> text.equals("of the 1 other stations of the district north 1 are heard"));

    anew.box("north", "dead").connects();
    assertThat(anew.book.silent()).isZero();
  }

  @Test
  void what_is_found_at_once_after_a_restart_did_not_fall_silent_at_once() {
    SmallFleet anew = restarted("a", "b", "c", "d", "e", "f");
    List.of("d", "e", "f").forEach(station -> anew.box("north", station).connects());
    anew.pass(50);
    assertThat(anew.book.silent()).isEqualTo(3);
    assertThat(anew.box("north", "a").verdict().why()).isEqualTo(Why.UNKNOWN);
    anew.box("north", "d").dies();
    anew.box("north", "e").dies();
    assertThat(anew.box("north", "a").verdict().evidence())
        .extracting(one -> one.text().english())
        .noneMatch(text -> text.contains("in the same moments"))
        .anyMatch(text -> text.endsWith("are silent now"));
  }

  @Test
  void a_station_that_speaks_before_its_birth_is_not_found_unheard() {
    SmallFleet anew = restarted("waits");
    for (int beats = 0; beats < 4; beats++) {
      anew.pass(30);
      anew.book.lives(anew.box("north", "waits").node, anew.ticks());
    }
    assertThat(anew.box("north", "waits").cause()).isEqualTo(Cause.UNHEARD);
    anew.pass(41);
    assertThat(anew.box("north", "waits").cause()).isEqualTo(Cause.SILENT);
  }

  @Test
  void nobody_is_found_unheard_before_the_centre_has_listened() {
    SmallFleet anew = restarted("dead");
    for (int second = 0; second < 600; second++) {
      anew.now += 1_000;
      anew.turn(false);
    }
    assertThat(anew.box("north", "dead").cause()).isEqualTo(Cause.UNHEARD);
    anew.book.linkUp(anew.now, anew.ticks());
    anew.pass(39);
    assertThat(anew.box("north", "dead").cause()).isEqualTo(Cause.UNHEARD);
    anew.pass(7);
    assertThat(anew.box("north", "dead").cause()).isEqualTo(Cause.SILENT);
  }

  @Test
  void a_station_that_is_retired_leaves_nothing_behind() {
    List<SmallFleet.Box> north = fleet.district("north", 4);
    north.forEach(box -> box.say("Properties/Site", "hall").connects());
    north.subList(0, 3).forEach(SmallFleet.Box::dies);
    north
        .subList(1, 3)
        .forEach(box -> {
          fleet.state.forget(box.node);
          fleet.book.forget(box.node);
        });
    assertThat(fleet.book.silent()).isEqualTo(1);
    assertThat(north.getFirst().verdict().evidence())
        .anyMatch(one ->
            one.text().english().equals("of the 1 other stations of the site hall 1 are heard"));
  }
}
