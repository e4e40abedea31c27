package org.countersign.fleetsim.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.fleetsim.box.Days.fault;
import static org.countersign.fleetsim.box.Days.minutes;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.countersign.fleetsim.box.SimulatedStation.Capacity;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Fault;
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
