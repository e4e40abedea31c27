package org.countersign.centre.silence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JudgeTest {

  private static final long FROM = 1_795_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  private final Judge judge = new Judge(SilenceRules.USUAL);

  /** Facts that a test changes; of a station that is alone silent, found by its will. */
  private static final class Case {
    long now = FROM + MINUTE;
    boolean died = true;
    long heardAt = FROM - MINUTE;
    LastWords words = LastWords.NONE;
    Parting parting = Parting.UNTOLD;
    OptionalLong linkTrouble = OptionalLong.empty();
    Optional<Plans.Work> plan = Optional.empty();
    Optional<Companions> site = Optional.empty();
    Companions district = new Companions(Circle.Kind.DISTRICT, "north", 20, 0, 0, 0, 0);
    Companions fleet = new Companions(Circle.Kind.FLEET, "", 100, 0, 0, 0, 0);

    Case words(String planned, OptionalLong until) {
      words = new LastWords(planned, until, "", false, OptionalLong.empty(), 0);
      return this;
    }

    Case power(String power) {
      words = new LastWords("", OptionalLong.empty(), power, true, OptionalLong.empty(), 0);
      return this;
    }

    Case clock(long ahead) {
      words = new LastWords("", OptionalLong.empty(), "", false, OptionalLong.empty(), ahead);
      return this;
    }

    Case district(int together, int silent, int onBattery, int onMains) {
      district =
          new Companions(Circle.Kind.DISTRICT, "north", 20, together, silent, onBattery, onMains);
      fleet = new Companions(Circle.Kind.FLEET, "", 100, together, silent, onBattery, onMains);
      return this;
    }

    Facts facts() {
      return new Facts(
          now,
          FROM,
          heardAt,
          died,
          FROM + 30_000,
          30_000,
          words,
          parting,
          linkTrouble,
          plan,
          site,
          district,
          fleet);
    }
  }

  private static Arguments row(String seen, Why why, Sureness sure, UnaryOperator<Case> given) {
    return Arguments.of(seen, why, sure, given);
  }

  private static Case with(Case c, Parting parting) {
    c.parting = parting;
    return c;
  }

  private static Case heard(Case c, long at) {
    c.heardAt = at;
    return c;
  }

  static Stream<Arguments> rules() {
    OptionalLong soon = OptionalLong.of(FROM + HOUR);
    return Stream.of(
        row(
            "planned work",
            Why.PLANNED,
            Sureness.TOLD,
            c -> {
              c.plan = Optional.of(new Plans.Work(FROM + HOUR, "new cable"));
              return c;
            }),
        row("its own word", Why.PLANNED, Sureness.TOLD, c -> c.words("moved", soon)),
        row(
            "within grace",
            Why.PLANNED,
            Sureness.TOLD,
            c -> {
              c.now = FROM + HOUR + 10 * MINUTE;
              return c.words("moved", soon);
            }),
        row(
            "overdue",
            Why.UNKNOWN,
            Sureness.OPEN,
            c -> {
              c.now = FROM + HOUR + 10 * MINUTE + 1;
              return c.words("moved", soon);
            }),
        row(
            "for ever by its own word",
            Why.UNKNOWN,
            Sureness.OPEN,
            c -> {
              c.now = FROM + 30 * 24 * HOUR + 10 * MINUTE + 1;
              return c.words("moved", OptionalLong.of(Long.MAX_VALUE));
            }),
        row(
            "no time given",
            Why.PLANNED,
            Sureness.TOLD,
            c -> {
              c.now = FROM + 12 * HOUR;
              return c.words("night", OptionalLong.empty());
            }),
        row(
            "no time given, too long",
            Why.UNKNOWN,
            Sureness.OPEN,
            c -> {
              c.now = FROM + 12 * HOUR + 1;
              return c.words("night", OptionalLong.empty());
            }),
        row(
            "a time that overflows",
            Why.PLANNED,
            Sureness.TOLD,
            c -> c.words("x", OptionalLong.of(Long.MAX_VALUE))),
        row(
            "certificate",
            Why.CERTIFICATE,
            Sureness.LIKELY,
            c -> {
              c.words =
                  new LastWords("", OptionalLong.empty(), "", false, OptionalLong.of(FROM), 0);
              return c;
            }),
        row(
            "most of the fleet",
            Why.BROKER,
            Sureness.LIKELY,
            c -> {
              c.fleet = new Companions(Circle.Kind.FLEET, "", 100, 80, 80, 3, 0);
              return c;
            }),
        row(
            "half of it, and the centre's link broke",
            Why.BROKER,
            Sureness.LIKELY,
            c -> {
              c.linkTrouble = OptionalLong.of(FROM - 1);
              c.fleet = new Companions(Circle.Kind.FLEET, "", 100, 50, 50, 0, 0);
              return c;
            }),
        row(
            "the centre's link broke, others are well",
            Why.UNKNOWN,
            Sureness.OPEN,
            c -> {
              c.linkTrouble = OptionalLong.of(FROM - 1);
              return c;
            }),
        row("district, on battery", Why.POWER, Sureness.LIKELY, c -> c.district(19, 19, 4, 3)),
        row("district, batteries unused", Why.LINE, Sureness.LIKELY, c -> c.district(19, 19, 0, 3)),
        row(
            "district, timed out",
            Why.LINE,
            Sureness.LIKELY,
            c -> with(c.district(19, 19, 0, 0), Parting.TIMED_OUT)),
        row(
            "district, closed",
            Why.POWER,
            Sureness.LIKELY,
            c -> with(c.district(19, 19, 0, 0), Parting.CLOSED)),
        row("district is back", Why.LINE, Sureness.OPEN, c -> c.district(19, 2, 0, 0)),
        row("silent one after the other", Why.LINE, Sureness.LIKELY, c -> c.district(0, 15, 0, 0)),
        row(
            "half of the district is no cause",
            Why.UNKNOWN,
            Sureness.OPEN,
            c -> c.district(10, 10, 0, 0)),
        row(
            "the other one of its site",
            Why.LINE,
            Sureness.LIKELY,
            c -> {
              c.site = Optional.of(new Companions(Circle.Kind.SITE, "hall", 1, 1, 1, 0, 0));
              return c;
            }),
        row(
            "alone, session stands",
            Why.HUNG,
            Sureness.LIKELY,
            c -> {
              c.died = false;
              return c;
            }),
        row(
            "alone, session stands, early",
            Why.UNKNOWN,
            Sureness.OPEN,
            c -> {
              c.died = false;
              c.now = FROM + 1;
              return c;
            }),
        row(
            "district hangs together",
            Why.LINE,
            Sureness.LIKELY,
            c -> {
              c.died = false;
              return c.district(19, 19, 0, 0);
            }),
        row("alone, on battery", Why.POWER, Sureness.LIKELY, c -> c.power("battery")),
        row("alone, on mains", Why.UNKNOWN, Sureness.OPEN, c -> c.power("mains")),
        row("clock, an hour", Why.CLOCK, Sureness.LIKELY, c -> c.clock(-HOUR)),
        row("clock, minutes", Why.CLOCK, Sureness.OPEN, c -> c.clock(3 * MINUTE)),
        row("clock, within the limit", Why.UNKNOWN, Sureness.OPEN, c -> c.clock(2 * MINUTE)),
        row("closed", Why.SERVICE, Sureness.LIKELY, c -> with(c, Parting.CLOSED)),
        row("in order", Why.SERVICE, Sureness.LIKELY, c -> with(c, Parting.IN_ORDER)),
        row("timed out", Why.UNKNOWN, Sureness.OPEN, c -> with(c, Parting.TIMED_OUT)),
        row("will before a time-out", Why.SERVICE, Sureness.LIKELY, c -> heard(c, FROM - 37_000)),
        row("will as late as a time-out", Why.UNKNOWN, Sureness.OPEN, c -> heard(c, FROM - 38_000)),
        row(
            "will before a time-out, but the broker says that it timed out",
            Why.UNKNOWN,
            Sureness.OPEN,
            c -> heard(with(c, Parting.TIMED_OUT), FROM - 37_000)),
        row("overtaken", Why.UNKNOWN, Sureness.OPEN, c -> with(c, Parting.OVERTAKEN)));
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @MethodSource("rules")
  void the_first_rule_that_holds_decides(
      String seen, Why why, Sureness sure, UnaryOperator<Case> given) {
    Verdict verdict = judge.judge(given.apply(new Case()).facts());
    assertThat(verdict.why()).isEqualTo(why);
    assertThat(verdict.sure()).isEqualTo(sure);
    assertThat(verdict.from()).isEqualTo(FROM);
    assertThat(verdict.evidence()).isNotEmpty();
    assertThat(verdict.evidence())
        .allSatisfy(one -> {
          assertThat(one.text().english()).matches("[\\x20-\\x7e]+");
          assertThat(one.text().chinese()).matches(".*[\\u4e00-\\u9fff].*");
        });
  }

  @Test
  void a_stop_that_is_overdue_says_when_it_was_to_be_back() {
    Case late = new Case().words("moved", OptionalLong.of(FROM));
    late.now = FROM + HOUR;
    Verdict verdict = judge.judge(late.facts());
    assertThat(verdict.until()).isEmpty();
    assertThat(verdict.evidence())
        .extracting(one -> one.text().english())
        .contains("it was to be back at 2026-11-18 11:06:40 +00:00", "its last word: moved");
  }

  private Verdict corrected(Why last, OptionalLong booted, OptionalLong started, String outage) {
    Verdict verdict =
        new Verdict(last, Sureness.OPEN, FROM, OptionalLong.empty(), java.util.List.of());
    return judge.corrected(
        verdict,
        FROM - MINUTE,
        new ReturnWords(booted, started, Optional.of(false), OptionalLong.of(FROM + HOUR), outage));
  }

  @Test
  void its_own_words_correct_the_verdict_when_it_is_back() {
    OptionalLong before = OptionalLong.of(FROM - HOUR);
    OptionalLong meanwhile = OptionalLong.of(FROM + MINUTE);
    assertThat(corrected(Why.UNKNOWN, meanwhile, meanwhile, "unreachable").why())
        .isEqualTo(Why.POWER);
    assertThat(corrected(Why.LINE, before, meanwhile, "unreachable").why()).isEqualTo(Why.SERVICE);
    assertThat(corrected(Why.UNKNOWN, before, before, "unreachable").why()).isEqualTo(Why.LINE);
    assertThat(corrected(Why.UNKNOWN, before, before, "refused").why()).isEqualTo(Why.BROKER);
    assertThat(corrected(Why.UNKNOWN, before, before, "tls").why()).isEqualTo(Why.CERTIFICATE);
    assertThat(corrected(Why.HUNG, before, before, "").why()).isEqualTo(Why.HUNG);
    assertThat(corrected(Why.HUNG, before, meanwhile, "").why()).isEqualTo(Why.HUNG);
    assertThat(corrected(Why.HUNG, meanwhile, meanwhile, "").why()).isEqualTo(Why.HUNG);
    assertThat(corrected(Why.PLANNED, meanwhile, meanwhile, "").why()).isEqualTo(Why.PLANNED);
    assertThat(corrected(Why.POWER, OptionalLong.empty(), OptionalLong.empty(), "").why())
        .isEqualTo(Why.POWER);
  }
}
