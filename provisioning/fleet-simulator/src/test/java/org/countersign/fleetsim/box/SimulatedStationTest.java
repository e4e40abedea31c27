package org.countersign.fleetsim.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.fleetsim.box.Days.fault;
import static org.countersign.fleetsim.box.Days.minutes;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.fleetsim.box.SimulatedStation.Capacity;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Fault;
import org.countersign.fleetsim.scenario.FaultRule;
import org.countersign.fleetsim.scenario.Stop;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.NodeImage;
import org.junit.jupiter.api.Test;

class SimulatedStationTest {

  private static final long DAY = minutes(24 * 60);

  private final SimulatedStation station = Days.station(3);

  @Test
  void whatItSaysIsTheVocabularyInItsOrderWithTypesAndUnits() {
    station.advance(minutes(120));

    NodeImage image = station.image();

    assertThat(image.metrics())
        .extracting(SimulatedStationTest::nameOf)
        .isEqualTo(StationVocabulary.ofNode(true));
    assertThat(image.devices().keySet()).containsExactlyElementsOf(station.devices());
    image
        .devices()
        .values()
        .forEach(device ->
            assertThat(device)
                .extracting(SimulatedStationTest::nameOf)
                .isEqualTo(StationVocabulary.ofDevice()));
    image.metrics().forEach(m -> assertThat(m.type().orElseThrow().admits(m.value())).isTrue());
  }

  private static MetricName nameOf(Metric metric) {
    return new MetricName(metric.name(), metric.type(), metric.properties());
  }

  @Test
  void nothingThatCostsCapacityHappensInAWeekWithoutAFault() {
    Set<String> words = new HashSet<>();
    for (int number = 0; number < 30; number++) {
      SimulatedStation one = Days.station(number);
      for (long at = 0; at < 7 * DAY; at += minutes(7)) {
        one.advance(at);
        NodeImage image = one.image();
        words.add(text(image.metrics(), "Stock/Status"));
        words.add(text(image.metrics(), "Issuing/Hold"));
        image.devices().values().forEach(device -> words.add(text(device, "State")));
        assertThat(image.devices()).hasSameSizeAs(one.devices());
      }
      assertThat(one.capacity()).isEqualTo(Capacity.FULL);
      assertThat(one.issued()).as("cards of a week").isBetween(300L, 2_000L);
    }
    assertThat(words).containsExactlyInAnyOrder("", "ok", "low", "online", "deviceBusy");
  }

  @Test
  void nobodyComesBeforeTheCounterOpensAndNobodyWaitsLongAfterItClosed() {
    station.advance(minutes(30) - 1);
    assertThat(whole("Jobs/Waiting") + whole("Cards/Issued")).isZero();

    station.advance(minutes(12 * 60));

    assertThat(whole("Jobs/Waiting")).isZero();
    assertThat(whole("Cards/Issued")).isPositive();
  }

  @Test
  void theAccountOfCardsBalancesAtEveryMoment() {
    for (long at = 0; at < 2 * DAY; at += minutes(1)) {
      if (at == minutes(90)) {
        station.begin(fault(Cause.STOCK_OUT));
      } else if (at == minutes(150)) {
        station.end(fault(Cause.STOCK_OUT));
      }
      station.advance(at);
      long sum =
          List.of(
                  "Stock/Blank On Record",
                  "Stock/In Process",
                  "Stock/Returned",
                  "Cards/Issued",
                  "Cards/Spoiled")
              .stream()
              .mapToLong(this::whole)
              .sum();
      assertThat(whole("Stock/Received")).isEqualTo(sum);
      assertThat(whole("Stock/Blank")).isLessThanOrEqualTo(whole("Stock/Blank On Record"));
    }
  }

  @Test
  void peopleWaitWhileThereAreNoBlanksAndAreServedAfterwards() {
    station.advance(minutes(40));
    station.begin(fault(Cause.STOCK_OUT));
    assertThat(station.capacity()).isEqualTo(Capacity.NONE);
    station.advance(minutes(42));
    long issued = station.issued();

    station.advance(minutes(100));

    assertThat(station.issued()).isEqualTo(issued);
    assertThat(whole("Jobs/Waiting")).isGreaterThan(5);
    assertThat(text(station.image().metrics(), "Stock/Status")).isEqualTo("empty");
    assertThat(text(device(), "State")).isEqualTo("userError");
    station.end(fault(Cause.STOCK_OUT));
    station.advance(minutes(400));
    assertThat(whole("Jobs/Waiting")).isLessThan(5);
  }

  @Test
  void aStationThatHoldsSaysWhyAndIssuesNothing() {
    for (Cause cause : List.of(Cause.GRANT_EMPTY, Cause.CLOCK_WRONG, Cause.CERTIFICATE_ENDED)) {
      SimulatedStation one = Days.station(5);
      one.advance(minutes(60));
      one.begin(fault(cause));
      one.advance(minutes(65));
      long issued = one.issued();
      one.advance(minutes(120));
      assertThat(one.issued()).isEqualTo(issued);
      assertThat(text(one.image().metrics(), "Issuing/Hold")).isNotEmpty();
      one.end(fault(cause));
      assertThat(text(one.image().metrics(), "Issuing/Hold")).isEmpty();
    }
  }

  @Test
  void aClockThatIsBehindShowsInWhatItSays() {
    station.advance(minutes(60));
    station.begin(fault(Cause.CLOCK_WRONG));

    long said = station.image().metrics().getFirst().timestamp().orElseThrow();

    assertThat(said).isEqualTo(Days.T0 + minutes(60) - minutes(180));
  }

  @Test
  void aDeadDeviceSaysSoAndAnUnpluggedOneIsNotThere() {
    station.begin(fault(Cause.ENCODER_DEAD));
    assertThat(text(device(), "State")).isEqualTo("hardwareError");
    assertThat(text(device(), "Recovery/Rung")).isEqualTo("person");
    assertThat(text(device(), "Detail")).contains("does not answer");
    station.end(fault(Cause.ENCODER_DEAD));
    assertThat(text(device(), "State")).isEqualTo("online");

    station.begin(Days.ofAllDevices(Cause.ENCODER_GONE));

    assertThat(station.image().devices()).isEmpty();
    assertThat(whole("Devices/Present")).isZero();
    assertThat(whole("Devices/Configured")).isPositive();
    assertThat(station.capacity()).isEqualTo(Capacity.NONE);
  }

  @Test
  void aFaultThatEndsLeavesTheOtherOneInForce() {
    Fault dead = fault(Cause.ENCODER_DEAD);
    station.begin(dead);
    station.begin(Days.ofAllDevices(Cause.BAD_VERSION));
    assertThat(station.capacity()).isEqualTo(Capacity.NONE);

    station.end(Days.ofAllDevices(Cause.BAD_VERSION));

    assertThat(text(device(), "State")).isEqualTo("hardwareError");
    station.end(dead);
    assertThat(station.capacity()).isEqualTo(Capacity.FULL);
  }

  @Test
  void aPowerCutMakesNoCardAndTakesNoneAway() {
    station.advance(minutes(40));
    while (whole("Stock/In Process") == 0) {
      station.advance(station.nextAt());
    }
    long cutAt = station.nextAt() - 1;
    station.advance(cutAt);
    station.begin(fault(Cause.POWER_CUT));
    assertThat(station.isOnline()).isFalse();
    assertThat(whole("Stock/In Process")).isZero();
    long issued = station.issued();
    station.advance(cutAt + minutes(30));
    assertThat(station.issued()).isEqualTo(issued);

    station.end(fault(Cause.POWER_CUT));

    assertThat(station.isOnline()).isTrue();
    assertThat(whole("Properties/Started")).isEqualTo(Days.T0 + cutAt + minutes(30));
    station.advance(cutAt + minutes(40));
    assertThat(station.issued()).isGreaterThan(issued);
  }

  @Test
  void aNewVersionIsSaidAndTakenBack() {
    station.begin(fault(Cause.NEW_VERSION));
    assertThat(text(station.image().metrics(), "Properties/Version")).isEqualTo("0.2.0");
    station.end(fault(Cause.NEW_VERSION));
    assertThat(text(station.image().metrics(), "Properties/Version")).isEqualTo("0.1.0");
  }

  @Test
  void everyIssuedCardIsARecordWithASerialOfItsOwnAndAHashOfItsOwn() {
    station.advance(DAY);

    List<StationRecord> records = station.records().after(0, 10_000);

    assertThat(records).hasSize((int) station.issued());
    assertThat(records).extracting(StationRecord::sequence).isSorted().doesNotHaveDuplicates();
    assertThat(records).extracting(StationRecord::hash).doesNotHaveDuplicates();
    assertThat(records)
        .extracting(record -> ((RecordContent.Issuance) record.content()).serial())
        .doesNotHaveDuplicates();
    station.acknowledge(records.get(4).sequence());
    assertThat(station.records().after(0, 10_000)).isEqualTo(records.subList(5, records.size()));
    assertThat(station.backlog()).isEqualTo(records.size() - 5);
  }

  @Test
  void theSameSeedLivesTheSameDayAndAnotherSeedAnotherOne() {
    SimulatedStation same = Days.station(3);
    SimulatedStation other = Days.station(3, 8);
    // In other strides.
    for (long at = 0; at < DAY; at += 12_345) {
      same.advance(at);
    }
    List.of(station, same, other).forEach(one -> one.advance(DAY));
    assertThat(same.image()).isEqualTo(station.image());
    assertThat(same.records().after(0, 10_000)).isEqualTo(station.records().after(0, 10_000));
    assertThat(other.image()).isNotEqualTo(station.image());
  }

  @Test
  void aPowerCutStartsTheBoxAnewAndACrashOnlyTheService() {
    station.advance(minutes(10));
    assertThat(value("Stop/Last Clean")).isEqualTo(MetricValue.none());
    strike(fault(Cause.SERVICE_CRASH), 20, 25);
    assertThat(whole("Properties/Started")).isEqualTo(Days.T0 + minutes(25));
    assertThat(whole("Box/Booted")).isEqualTo(Days.T0);
    assertThat(value("Stop/Last Clean")).isEqualTo(MetricValue.of(false));

    strike(fault(Cause.POWER_CUT), 30, 35);

    assertThat(whole("Box/Booted")).isEqualTo(Days.T0 + minutes(35));
    assertThat(value("Stop/Last Clean")).isEqualTo(MetricValue.of(false));
  }

  @Test
  void aStopOnPurposeIsToldWithItsTimeAndIsOverAfterTheNextStart() {
    station.advance(minutes(10));
    station.stop(new Stop("the counter moves", Optional.of(Duration.ofMinutes(30))));
    assertThat(text("Stop/Planned")).isEqualTo("the counter moves");
    assertThat(whole("Stop/Until")).isEqualTo(Days.T0 + minutes(40));

    strike(fault(Cause.PLANNED), 10, 40);

    assertThat(text("Stop/Planned")).isEmpty();
    assertThat(value("Stop/Until")).isEqualTo(MetricValue.none());
    assertThat(value("Stop/Last Clean")).isEqualTo(MetricValue.of(true));
    assertThat(whole("Box/Booted")).isEqualTo(Days.T0);
  }

  @Test
  void aBoxThatIsShutDownOnPurposeIsBootedAnew() {
    station.stop(new Stop(Stop.BOX, Optional.empty()));
    strike(fault(Cause.PLANNED), 10, 40);
    assertThat(whole("Box/Booted")).isEqualTo(Days.T0 + minutes(40));
    assertThat(value("Stop/Last Clean")).isEqualTo(MetricValue.of(true));
  }

  @Test
  void someBoxesAreOnTheirBatteryForAMinuteBeforeTheyAreDarkAndTheOthersNever() {
    Fault cut = new Fault(0, Cause.POWER_CUT, minutes(20), Long.MAX_VALUE, FaultRule.Ways.USUAL);
    Set<String> sources = new HashSet<>();
    int batteries = 0;
    for (int number = 0; number < 60; number++) {
      SimulatedStation one = Days.station(number);
      one.foresee(cut);
      one.advance(minutes(19) - 1);
      sources.add(text(one.image().metrics(), "Power/Source"));
      boolean hasBattery = !value(one.image().metrics(), "Power/Charge").equals(MetricValue.none());
      long changes = one.changes();
      one.advance(minutes(20) - 1);
      assertThat(text(one.image().metrics(), "Power/Source").equals("battery"))
          .isEqualTo(hasBattery);
      if (hasBattery) {
        batteries++;
        assertThat(one.changes()).isGreaterThan(changes);
        assertThat(((MetricValue.Real) value(one.image().metrics(), "Power/Charge")).value())
            .isEqualTo(40);
      }
      one.begin(cut);
      one.advance(minutes(30));
      one.end(cut);
      assertThat(text(one.image().metrics(), "Power/Source")).isNotEqualTo("battery");
    }
    assertThat(sources).containsExactlyInAnyOrder("mains", "");
    assertThat(batteries).isBetween(8, 30);
  }

  @Test
  void aCertificateThatWillEndSaysSoFromTheBegin() {
    long usual = whole("Certificates/link/Ends");
    Fault end =
        new Fault(0, Cause.LINK_CERTIFICATE_ENDED, minutes(60), minutes(90), FaultRule.Ways.USUAL);
    station.foresee(end);
    assertThat(usual).isGreaterThan(Days.T0 + 300 * DAY);
    assertThat(whole("Certificates/link/Ends")).isEqualTo(Days.T0 + minutes(60));

    strike(end, 60, 90);

    assertThat(whole("Certificates/link/Ends")).isGreaterThan(Days.T0 + 300 * DAY);
    assertThat(station.isOnline()).isTrue();
  }

  @Test
  void aServiceThatStandsStillMakesNoCardAndOneOfWhichAPartDoesSaysWhich() {
    station.advance(minutes(60));
    Fault ledger =
        new Fault(0, Cause.HUNG, 0, Long.MAX_VALUE, FaultRule.Ways.USUAL.withStuck("ledger"));
    station.begin(ledger);
    assertThat(text("Heartbeat/Stuck")).isEqualTo("ledger");
    assertThat(station.isMute()).isFalse();
    assertThat(station.isOnline()).isTrue();
    assertThat(station.capacity()).isEqualTo(Capacity.NONE);
    station.end(ledger);
    assertThat(text("Heartbeat/Stuck")).isEmpty();

    station.begin(fault(Cause.HUNG));

    assertThat(station.isMute()).isTrue();
    long issued = station.issued();
    station.advance(minutes(120));
    assertThat(station.issued()).isEqualTo(issued);
  }

  @Test
  void theLastOutageIsRememberedUntilTheServiceStartsAnew() {
    station.linkUp();
    station.advance(minutes(10));
    station.linkLost("closed");
    station.advance(minutes(11));
    station.linkLost("refused");
    assertThat(value("Link/Outage From")).isEqualTo(MetricValue.none());
    station.advance(minutes(12));
    station.linkUp();
    assertThat(whole("Link/Outage From")).isEqualTo(Days.T0 + minutes(10));
    assertThat(whole("Link/Outage To")).isEqualTo(Days.T0 + minutes(12));
    assertThat(text("Link/Outage Reason")).isEqualTo("refused");

    strike(fault(Cause.RESTART), 20, 21);

    assertThat(value("Link/Outage From")).isEqualTo(MetricValue.none());
    assertThat(text("Link/Outage Reason")).isEmpty();
  }

  @Test
  void neighboursShareASiteAndSomeHaveNone() {
    assertThat(Days.station(0).identity().site())
        .isNotEmpty()
        .isEqualTo(Days.station(2).identity().site())
        .isNotEqualTo(Days.station(3).identity().site());
    assertThat(Days.station(12).identity().site()).isEmpty();
    // Stations 25 and on are of another district.
    assertThat(Days.station(24).identity().site()).isNotEqualTo(Days.station(25).identity().site());
  }

  /** A fault from one minute to another. */
  private void strike(Fault fault, long from, long to) {
    station.advance(minutes(from));
    station.begin(fault);
    station.advance(minutes(to));
    station.end(fault);
  }

  private MetricValue value(String name) {
    return value(station.image().metrics(), name);
  }

  private String text(String name) {
    return text(station.image().metrics(), name);
  }

  private List<Metric> device() {
    return station.image().devices().get("encoder-1");
  }

  private long whole(String name) {
    return ((MetricValue.Whole) value(station.image().metrics(), name)).value();
  }

  private static String text(List<Metric> metrics, String name) {
    return ((MetricValue.Text) value(metrics, name)).value();
  }

  private static MetricValue value(List<Metric> metrics, String name) {
    return metrics.stream()
        .filter(m -> m.name().orElseThrow().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }
}
