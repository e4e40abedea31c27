package org.countersign.fleetsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.FaultRule;
import org.countersign.fleetsim.scenario.FaultRule.Ways;
import org.countersign.fleetsim.scenario.Scenario;
import org.countersign.fleetsim.scenario.Selection;
import org.countersign.fleetsim.scenario.Truth;
import org.junit.jupiter.api.Test;

/** A fleet in virtual time, of which one line is cut for ten minutes. */
class VirtualFleetTest {

  private static final int STATIONS = 20;
  private static final long CUT = Duration.ofMinutes(5).toMillis();
  private static final long MENDED = Duration.ofMinutes(15).toMillis();

  private final List<Truth.Entry> truth = new ArrayList<>();
  private final List<String> topics = new ArrayList<>();
  private VirtualFleet fleet = fleet(Cause.LINE_CUT, Ways.USUAL);

  private VirtualFleet fleet(Cause cause, Ways ways) {
    truth.clear();
    return VirtualFleet.of(
        settings(cause, ways), truth::add, (topic, payload) -> topics.add(topic));
  }

  private static FleetSettings settings(Cause cause, Ways ways) {
    FaultRule cut =
        new FaultRule(
            cause,
            Duration.ofMillis(CUT),
            Duration.ZERO,
            Optional.of(Duration.ofMillis(MENDED - CUT)),
            new Selection(Selection.Kind.STATIONS, 1, Optional.empty()),
            ways);
    Scenario scenario =
        new Scenario(
            "cut",
            "A line is cut.",
            LocalTime.of(9, 0),
            Duration.ofHours(1),
            LocalTime.of(8, 30),
            LocalTime.of(17, 30),
            60,
            List.of(cut));
    return FleetSettings.of(URI.create("tcp://localhost"), STATIONS, 2, scenario);
  }

  private List<String> told(String type) {
    return topics.stream().filter(topic -> topic.contains("/" + type + "/")).toList();
  }

  @Test
  void everyStationIsBornOnceAndReports() {
    fleet.advance(CUT - 1);
    assertThat(told("NBIRTH")).hasSize(STATIONS).doesNotHaveDuplicates();
    assertThat(told("NDATA")).isNotEmpty();
    assertThat(told("NDEATH")).isEmpty();
  }

  @Test
  void aCutLineIsNoticedAfterOneAndAHalfKeepAlivesAndNoSoonerThanTheLastPingAllows() {
    fleet.advance(CUT);
    assertThat(truth).hasSize(1);
    fleet.advance(CUT + Duration.ofSeconds(20).toMillis());
    assertThat(told("NDEATH")).isEmpty();
    fleet.advance(CUT + Duration.ofSeconds(45).toMillis());
    assertThat(told("NDEATH")).singleElement().asString().contains(truth.getFirst().station());
  }

  @Test
  void aMendedLineBringsItsStationBack() {
    fleet.advance(MENDED);
    topics.clear();
    fleet.advance(MENDED + Duration.ofMinutes(2).toMillis());
    assertThat(told("NBIRTH")).singleElement().asString().contains(truth.getFirst().station());
  }

  @Test
  void aServiceThatStandsStillKeepsItsSessionUntilItIsKilled() {
    fleet = fleet(Cause.HUNG, Ways.USUAL);
    fleet.advance(CUT + 1);
    topics.clear();
    fleet.advance(MENDED - 1);
    assertThat(told("NDEATH")).isEmpty();
    assertThat(ofStruck(told("NDATA"))).isEmpty();

    fleet.advance(MENDED + Duration.ofMinutes(2).toMillis());

    assertThat(ofStruck(told("NDEATH"))).hasSize(1);
    assertThat(ofStruck(told("NBIRTH"))).hasSize(1);
  }

  @Test
  void aServiceOfWhichAPartStandsStillGoesOnWithItsHeartbeats() {
    fleet = fleet(Cause.HUNG, Ways.USUAL.withStuck("ledger"));
    fleet.advance(CUT + 1_000);
    topics.clear();
    fleet.advance(MENDED - 1);
    assertThat(ofStruck(told("NDATA"))).hasSizeBetween(18, 24);
  }

  @Test
  void aServiceThatDiesIsToldByItsWillAtOnceAndOneThatIsStoppedByItself() {
    fleet = fleet(Cause.SERVICE_CRASH, Ways.USUAL);
    fleet.advance(CUT + 1);
    assertThat(ofStruck(told("NDEATH"))).hasSize(1);

    topics.clear();
    fleet = fleet(Cause.PLANNED, Ways.USUAL);
    fleet.advance(CUT - 1);
    topics.clear();
    fleet.advance(CUT);

    assertThat(ofStruck(topics))
        .extracting(topic -> topic.split("/", -1)[2])
        .endsWith("NDATA", "NDEATH");
  }

  @Test
  void aLinkWhoseCertificateEndedStaysAwayUntilThereIsANewOne() {
    fleet = fleet(Cause.LINK_CERTIFICATE_ENDED, Ways.USUAL);
    fleet.advance(CUT + 1);
    assertThat(ofStruck(told("NDEATH"))).hasSize(1);
    topics.clear();
    fleet.advance(MENDED - 1);
    assertThat(ofStruck(topics)).isEmpty();
    fleet.advance(MENDED + Duration.ofMinutes(2).toMillis());
    assertThat(ofStruck(told("NBIRTH"))).hasSize(1);
  }

  private List<String> ofStruck(List<String> all) {
    return all.stream().filter(topic -> topic.contains(truth.getFirst().station())).toList();
  }

  @Test
  void theSameSeedTellsTheSame() {
    List<String> other = new ArrayList<>();
    VirtualFleet again =
        VirtualFleet.of(
            settings(Cause.LINE_CUT, Ways.USUAL),
            entry -> {},
            (topic, payload) -> other.add(topic));
    fleet.advance(MENDED);
    again.advance(MENDED);
    assertThat(other).isEqualTo(topics);
  }
}
