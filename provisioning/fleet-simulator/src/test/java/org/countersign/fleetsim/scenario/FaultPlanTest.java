package org.countersign.fleetsim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.countersign.fleetsim.scenario.FaultRule.Ways;
import org.countersign.fleetsim.scenario.Selection.Kind;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

  private static final int STATIONS = 400;

  @Test
  void theSameSeedDrawsTheSameFaultsAndAnotherSeedOthers() throws ScenarioException {
    Scenario drill = ScenarioFile.read("drill");
    assertThat(draw(drill, 1)).isEqualTo(draw(drill, 1));
    assertThat(draw(drill, 2)).isNotEqualTo(draw(drill, 1));
  }

  @Test
  void everyShippedScenarioFitsFourHundredStations() throws ScenarioException {
    for (String name : ScenarioFile.SHIPPED) {
      assertThat(draw(ScenarioFile.read(name), 1))
          .isSortedAccordingTo((a, b) -> Long.compare(a.from(), b.from()));
    }
  }

  @Test
  void aDistrictIsStruckAsAWhole() {
    List<Fault> faults = draw(rule(Cause.POWER_CUT, Kind.DISTRICTS, 1), 1);
    Set<String> districts =
        faults.stream().map(f -> district(f.station())).collect(Collectors.toSet());
    assertThat(faults).hasSize(100);
    assertThat(districts).hasSize(1);
  }

  @Test
  void aSiteIsStruckAsAWholeAndOnlyOneThatHasAName() {
    List<Fault> faults = draw(rule(Cause.POWER_CUT, Kind.SITES, 3), 1);
    Set<String> sites = faults.stream().map(f -> site(f.station())).collect(Collectors.toSet());
    assertThat(faults).hasSize(30);
    assertThat(sites).hasSize(3).doesNotContain("");
  }

  @Test
  void aLinkThatFailsByAWrongClockFailsAWhileAfterAndAsLongAsTheClockIsWrong() {
    FaultRule wrong =
        new FaultRule(
            Cause.CLOCK_WRONG,
            Duration.ofMinutes(1),
            Duration.ZERO,
            Optional.of(Duration.ofMinutes(5)),
            new Selection(Kind.STATIONS, 2, Optional.empty()),
            Ways.USUAL.withLinkAfter(Duration.ofMinutes(2)));
    List<Fault> faults = draw(wrong, 1);
    assertThat(faults)
        .extracting(Fault::cause)
        .containsExactly(
            Cause.CLOCK_WRONG, Cause.CLOCK_WRONG, Cause.LINK_REFUSED, Cause.LINK_REFUSED);
    assertThat(faults.getLast().from()).isEqualTo(180_000);
    assertThat(faults.getLast().to()).isEqualTo(360_000);
  }

  @Test
  void aStopOnPurposeSaysThatItLastsAsLongAsItDoesUnlessItIsToldOtherwise() {
    Fault usual = new Fault(0, Cause.PLANNED, 0, 60_000, Ways.USUAL);
    Stop late = new Stop("moves", Optional.of(Duration.ofSeconds(5)));
    assertThat(usual.stop()).isEqualTo(new Stop(Stop.SERVICE, Optional.of(Duration.ofMinutes(1))));
    assertThat(new Fault(0, Cause.PLANNED, 0, 60_000, Ways.USUAL.withStop(late)).stop())
        .isEqualTo(late);
    assertThat(new Fault(0, Cause.PLANNED, 0, Long.MAX_VALUE, Ways.USUAL).stop())
        .isEqualTo(Stop.USUAL);
  }

  @Test
  void aNamedDistrictIsTheOneThatIsStruck() {
    FaultRule named =
        new FaultRule(
            Cause.POWER_CUT,
            Duration.ZERO,
            Duration.ZERO,
            Optional.empty(),
            new Selection(Kind.DISTRICTS, 1, Optional.of("district-2")),
            Ways.USUAL);
    assertThat(draw(named, 1))
        .hasSize(100)
        .allMatch(f -> district(f.station()).equals("district-2"));
  }

  @Test
  void stationsThatAreDrawnOneByOneHaveOneFaultAtATime() {
    FaultRule many = rule(Cause.STOCK_OUT, Kind.PERCENT, 50);
    List<Fault> faults = draw(scenario(many, rule(Cause.GRANT_EMPTY, Kind.PERCENT, 50)), 1);
    assertThat(faults).hasSize(STATIONS);
    for (Fault fault : faults) {
      assertThat(faults)
          .filteredOn(other -> other.station() == fault.station())
          .filteredOn(other -> other.overlaps(fault.from(), fault.to()))
          .containsExactly(fault);
    }
  }

  @Test
  void faultsBeginWithinTheirTimeAndLastAsLongAsTheyShould() {
    assertThat(draw(rule(Cause.STOCK_OUT, Kind.STATIONS, 40), 1))
        .hasSize(40)
        .allMatch(f -> f.from() >= 60_000 && f.from() < 180_000 && f.to() - f.from() == 300_000);
  }

  @Test
  void aShareOfTheStationsWithANewVersionHasDevicesThatFailFromThenOnUntilItIsTakenBack() {
    Ways ways = Ways.USUAL.withVersion("0.3.0", 30, Duration.ofMinutes(2));
    FaultRule rollout =
        new FaultRule(
            Cause.NEW_VERSION,
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Optional.of(Duration.ofMinutes(5)),
            new Selection(Kind.PERCENT, 100, Optional.empty()),
            ways);
    List<Fault> faults = draw(rollout, 1);
    List<Fault> bad = faults.stream().filter(f -> f.cause() == Cause.BAD_VERSION).toList();
    assertThat(bad).hasSizeBetween(80, 160);
    assertThat(faults).hasSize(STATIONS + bad.size());
    assertThat(bad).allMatch(f -> f.to() - f.from() == 180_000);
  }

  @Test
  void aRuleForWhichThereAreNotEnoughStationsIsRefusedByItsPlace() {
    Scenario scenario =
        scenario(
            rule(Cause.STOCK_OUT, Kind.STATIONS, 1), rule(Cause.ENCODER_DEAD, Kind.STATIONS, 401));
    assertThatThrownBy(() -> draw(scenario, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fault[2] (encoder-dead)")
        .hasMessageContaining("401");
  }

  private static FaultRule rule(Cause cause, Kind kind, int count) {
    return new FaultRule(
        cause,
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Optional.of(Duration.ofMinutes(5)),
        new Selection(kind, count, Optional.empty()),
        Ways.USUAL);
  }

  private static Scenario scenario(FaultRule... rules) {
    return new Scenario(
        "test",
        "",
        LocalTime.of(8, 0),
        Duration.ofHours(1),
        LocalTime.of(8, 30),
        LocalTime.of(17, 30),
        60,
        List.of(rules));
  }

  private static List<Fault> draw(FaultRule rule, long seed) {
    return draw(scenario(rule), seed);
  }

  private static List<Fault> draw(Scenario scenario, long seed) {
    return FaultPlan.draw(scenario, STATIONS, FaultPlanTest::district, FaultPlanTest::site, seed);
  }

  private static String site(int station) {
    return station < 10 ? "" : "site-" + station / 10;
  }

  private static String district(int station) {
    return "district-" + station / 100;
  }
}
