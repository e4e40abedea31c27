package org.countersign.station.cuts;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.util.List;
import java.util.stream.LongStream;
import org.countersign.simulator.CardKind;
import org.countersign.station.cuts.Cut.What;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CutsTest {

  private static final long CUTS = 10_000;
  private static final int WHOLE = 60;

  private static Level logged = Level.INFO;

  @BeforeAll
  static void quiet() {
    logged = Cuts.quiet(Level.OFF);
  }

  @AfterAll
  static void loud() {
    Level ignored = Cuts.quiet(logged);
    assertThat(ignored).isEqualTo(Level.OFF);
  }

  @Test
  void no_promise_is_broken_by_ten_thousand_cuts() {
    Campaign campaign = new Campaign().everyStep().whole(1, WHOLE).seeded(1, CUTS);
    System.out.println(campaign.table());
    assertThat(campaign.report()).isEmpty();
    assertThat(campaign.total().violations()).isZero();
    assertThat(campaign.total().cuts()).isGreaterThanOrEqualTo(CUTS);
  }

  @Test
  void a_run_is_repeated_exactly_by_its_name() {
    List<String> names = LongStream.range(100, 130).mapToObj(seed -> "seed-" + seed).toList();
    for (String name : names) {
      CutRun.Result first = CutRun.of(Scenario.named(name).orElseThrow(), true);
      CutRun.Result second = CutRun.of(Scenario.named(name).orElseThrow(), true);
      assertThat(second.trace()).as(name).isEqualTo(first.trace());
      assertThat(second.digest()).as(name).isEqualTo(first.digest());
    }
  }

  @Test
  void every_step_means_every_point_and_every_page() {
    List<String> names = EveryStep.of(CardKind.FILE, true).stream().map(Scenario::name).toList();
    assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(300);
    for (What what : What.values()) {
      assertThat(names).anyMatch(name -> name.endsWith(":" + what));
    }
    assertThat(names).anyMatch(name -> name.matches(".*:CARD:[3-9]"));
  }

  @Test
  void a_name_says_all_that_is_to_be_done() {
    String name = "one-lds-hand-17:CARD:3,40:BOX";
    assertThat(Scenario.named(name).map(Scenario::name)).contains(name);
    assertThat(Scenario.named("seed-x")).isEmpty();
    assertThat(Scenario.named("one-lds-hand-17:NOTHING")).isEmpty();
  }
}
