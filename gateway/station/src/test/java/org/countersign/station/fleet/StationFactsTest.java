package org.countersign.station.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.countersign.driver.StorageUnit;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.personalization.signing.DocumentVerifier;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.station.jobs.Devices;
import org.countersign.station.jobs.Devices.ChipPower;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.EventFeed;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.jobs.Stock;
import org.countersign.station.stock.Account;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Discrepancy;
import org.countersign.station.stock.Supply;
import org.junit.jupiter.api.Test;

class StationFactsTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  private static final Account ACCOUNT =
      new Account(
          List.of(
              new Batch(
                  "B-1",
                  "residence-permit",
                  510,
                  0,
                  0,
                  "lin",
                  "",
                  Map.of(CardState.BLANK, 507L, CardState.DESTROYED, 2L, CardState.LOST, 1L),
                  Set.of())),
          List.of(new Supply("residence-permit", 507, 100), new Supply("other", 100, 100)),
          List.of(new Discrepancy(Discrepancy.Kind.SURPLUS, "B-1", 1)),
          7);

  private final Map<String, JobRecord> ledger = new HashMap<>();
  private final List<Devices.DeviceStatus> devices = new ArrayList<>();
  private final Feed feed = new Feed();
  private boolean ledgerClosed;
  private Issuing issuing = Issuing.IDLE;
  private final StationFacts facts =
      new StationFacts(
          new StationFacts.Work(
              () -> devices,
              () -> new Stock(480, 2, 1, 30, 3, 4, ACCOUNT),
              feed,
              this::find,
              quantile -> quantile > 0.9 ? OptionalDouble.of(0.012) : OptionalDouble.empty()),
          List.of(new IssuingFacts(() -> issuing)),
          () -> "ledger",
          "1.2.3",
          InstantSource.fixed(NOW));

  @Test
  void stockVersionsAndLedgerAreMetricsOfTheNode() {
    List<Metric> node = facts.snapshot().metrics();
    assertThat(value(node, "Properties/Version")).isEqualTo(MetricValue.of("1.2.3"));
    assertThat(value(node, "Properties/Started")).isEqualTo(MetricValue.of(NOW.toEpochMilli()));
    assertThat(value(node, "Stock/Blank")).isEqualTo(MetricValue.of(480L));
    assertThat(value(node, "Stock/In Process")).isEqualTo(MetricValue.of(2L));
    assertThat(value(node, "Stock/Received")).isEqualTo(MetricValue.of(510L));
    assertThat(value(node, "Stock/Blank On Record")).isEqualTo(MetricValue.of(507L));
    assertThat(value(node, "Stock/Destroyed")).isEqualTo(MetricValue.of(2L));
    assertThat(value(node, "Stock/Lost")).isEqualTo(MetricValue.of(1L));
    assertThat(value(node, "Stock/Discrepancies")).isEqualTo(MetricValue.of(1L));
    assertThat(value(node, "Stock/Shift")).isEqualTo(MetricValue.of(7L));
    assertThat(value(node, "Stock/Status")).isEqualTo(MetricValue.of("low"));
    assertThat(value(node, "Cards/In Doubt")).isEqualTo(MetricValue.of(1L));
    assertThat(value(node, "Cards/Issued")).isEqualTo(MetricValue.of(30L));
    assertThat(value(node, "Cards/Spoiled")).isEqualTo(MetricValue.of(3L));
    assertThat(value(node, "Cards/Quarantined")).isEqualTo(MetricValue.of(4L));
    assertThat(value(node, "Ledger/Commit p99")).isEqualTo(MetricValue.of(0.012));
    assertThat(value(node, "Ledger/Commit p50")).isEqualTo(MetricValue.none());
    assertThat(value(node, "Steps/write/Last")).isEqualTo(MetricValue.none());
  }

  @Test
  void whatHoldsIssuingAndWhoWaitsAreMetricsOfTheNode() {
    assertThat(value(facts.snapshot().metrics(), "Issuing/Hold")).isEqualTo(MetricValue.of(""));
    issuing = new Issuing(Optional.of("the grant has ended"), 17);

    List<Metric> node = facts.snapshot().metrics();

    assertThat(value(node, "Issuing/Hold")).isEqualTo(MetricValue.of("the grant has ended"));
    assertThat(value(node, "Jobs/Waiting")).isEqualTo(MetricValue.of(17L));
  }

  @Test
  void aDeviceThatIsNotThereIsNotInTheImage() {
    device("a", DeviceState.ONLINE);
    device("b", DeviceState.NO_DEVICE);
    device("c", DeviceState.OFFLINE);
    device("d", DeviceState.STUCK);
    device("e", DeviceState.STARTING);
    NodeImage image = facts.snapshot();
    assertThat(image.devices()).containsOnlyKeys("a", "d");
    assertThat(value(image.devices().get("d"), "State")).isEqualTo(MetricValue.of("stuck"));
    assertThat(value(image.devices().get("d"), "Recovery/Rung")).isEqualTo(MetricValue.of("reset"));
    assertThat(value(image.devices().get("d"), "Recovery/Attempt")).isEqualTo(MetricValue.of(2L));
    assertThat(value(image.devices().get("d"), "Recovery/Reason"))
        .isEqualTo(MetricValue.of("no answer"));
    assertThat(value(image.metrics(), "Devices/Configured")).isEqualTo(MetricValue.of(5L));
    assertThat(value(image.metrics(), "Devices/Present")).isEqualTo(MetricValue.of(2L));
  }

  @Test
  void storageUnitsTellTheirStatusAndTwoOfOneNameAreOne() {
    device(
        "a",
        DeviceState.ONLINE,
        new StorageUnit("feeder", 50, 20),
        new StorageUnit("Feeder", 9, 9),
        new StorageUnit("waste/1", 0, 5),
        new StorageUnit("low", 5, 5));
    List<Metric> metrics = facts.snapshot().devices().get("a");
    assertThat(value(metrics, "Units/feeder/Count")).isEqualTo(MetricValue.of(50L));
    assertThat(value(metrics, "Units/feeder/Status")).isEqualTo(MetricValue.of("ok"));
    assertThat(value(metrics, "Units/waste-1/Status")).isEqualTo(MetricValue.of("empty"));
    assertThat(value(metrics, "Units/low/Status")).isEqualTo(MetricValue.of("low"));
  }

  @Test
  void anIssuedCardCountsAtItsDeviceWithItsSeconds() {
    device("a", DeviceState.ONLINE);
    job("j1", JobState.ACTIVATED, "a", card(2, 4));
    job("j2", JobState.ACTIVATED, "a", card(4, 8));
    job("j3", JobState.SPOILED, "a", Optional.empty());
    NodeImage image = facts.snapshot();
    List<Metric> device = image.devices().get("a");
    assertThat(value(device, "Cards/Issued")).isEqualTo(MetricValue.of(2L));
    assertThat(value(device, "Cards/Spoiled")).isEqualTo(MetricValue.of(1L));
    assertThat(value(device, "Steps/write/Last")).isEqualTo(MetricValue.of(8.0));
    assertThat(value(device, "Steps/write/Mean")).isEqualTo(MetricValue.of(6.0));
    assertThat(value(image.metrics(), "Steps/total/Mean")).isEqualTo(MetricValue.of(9.0));
    assertThat(facts.snapshot()).isEqualTo(image);
  }

  @Test
  void aCardCountsOnceWhenItIsProvenAndNotAlreadyWhenItBecomesValid() {
    device("a", DeviceState.ONLINE);
    job("j1", JobState.ACTIVATED, "a", Optional.empty());
    List<Metric> unproven = facts.snapshot().devices().get("a");
    assertThat(value(unproven, "Cards/Issued")).isEqualTo(MetricValue.of(0L));
    job("j1", JobState.ACTIVATED, "a", card(1, 2));
    List<Metric> device = facts.snapshot().devices().get("a");
    assertThat(value(device, "Cards/Issued")).isEqualTo(MetricValue.of(1L));
    assertThat(value(device, "Steps/write/Last")).isEqualTo(MetricValue.of(2.0));
  }

  @Test
  void aValidCardThatIsNotProvenIsInDoubtAndNothingElse() {
    device("a", DeviceState.ONLINE);
    job("j1", JobState.ACTIVATED, "a", Optional.empty());
    job("j1", JobState.IN_DOUBT, "a", Optional.empty());
    List<Metric> device = facts.snapshot().devices().get("a");
    assertThat(value(device, "Cards/Issued")).isEqualTo(MetricValue.of(0L));
    assertThat(value(device, "Cards/In Doubt")).isEqualTo(MetricValue.of(1L));
  }

  @Test
  void aLedgerThatDoesNotAnswerLosesNoCount() {
    device("a", DeviceState.ONLINE);
    job("j1", JobState.SPOILED, "a", Optional.empty());
    job("j2", JobState.SPOILED, "a", Optional.empty());
    ledgerClosed = true;
    assertThatThrownBy(facts::snapshot).isInstanceOf(IllegalStateException.class);
    ledgerClosed = false;
    assertThat(value(facts.snapshot().devices().get("a"), "Cards/Spoiled"))
        .isEqualTo(MetricValue.of(2L));
  }

  @Test
  void theWaitingResultsAreBounded() {
    for (int i = 0; i < 5_000; i++) {
      job("j" + i, JobState.SPOILED, "a", Optional.empty());
    }
    device("a", DeviceState.ONLINE);
    assertThat(value(facts.snapshot().devices().get("a"), "Cards/Spoiled"))
        .isEqualTo(MetricValue.of((long) StationFacts.MOST_PENDING));
  }

  @Test
  void aDeviceIdThatCannotStandInATopicIsMadeToFit() {
    device("usb/1+#", DeviceState.ONLINE);
    assertThat(facts.snapshot().devices()).containsOnlyKeys("usb-1--");
  }

  @Test
  void whatNoEventTellsRingsTooAndWhatIsStuckIsPassedOn() {
    int[] rings = {0};
    EventFeed.Subscription subscription = facts.onChange(() -> rings[0]++);
    facts.changed();
    assertThat(rings[0]).isEqualTo(1);
    subscription.close();
    facts.changed();
    assertThat(rings[0]).isEqualTo(1);
    assertThat(facts.stuck()).isEqualTo("ledger");
  }

  @Test
  void everyEventRingsUntilTheSubscriptionEnds() {
    int[] rings = {0};
    EventFeed.Subscription subscription = facts.onChange(() -> rings[0]++);
    feed.tell("device", "a", "online");
    assertThat(rings[0]).isEqualTo(1);
    subscription.close();
    facts.close();
    feed.tell("device", "a", "offline");
    assertThat(rings[0]).isEqualTo(1);
    assertThat(feed.listeners).isEmpty();
  }

  private Optional<JobRecord> find(String id) {
    if (ledgerClosed) {
      throw new IllegalStateException("the ledger is closed");
    }
    return Optional.ofNullable(ledger.get(id));
  }

  private void device(String id, DeviceState state, StorageUnit... units) {
    devices.add(
        new Devices.DeviceStatus(
            id,
            "driver",
            "model",
            state,
            ChipPower.NO_CARD,
            "",
            Optional.empty(),
            List.of(units),
            state == DeviceState.STUCK
                ? Optional.of(new Devices.Recovery("reset", 2, "no answer"))
                : Optional.empty()));
  }

  private void job(String id, JobState state, String device, Optional<IssuedCard> card) {
    ledger.put(id, record(id, state, device, card));
    feed.tell("job", id, state.name(), card.isPresent() ? Map.of("verdict", "good") : Map.of());
  }

  private static JobRecord record(
      String id, JobState state, String device, Optional<IssuedCard> card) {
    return new JobRecord(
        id,
        "residence-permit",
        "ICAO-P256",
        state,
        Optional.of("S1"),
        Optional.of(device),
        NOW,
        NOW,
        Optional.empty(),
        card);
  }

  private static Optional<IssuedCard> card(int sign, int write) {
    return Optional.of(
        new IssuedCard(
            "00",
            1,
            2,
            List.of(
                new IssuedCard.StepTime("sign", Duration.ofSeconds(sign)),
                new IssuedCard.StepTime("write", Duration.ofSeconds(write))),
            new DocumentVerifier.Verdict(List.of())));
  }

  private static MetricValue value(List<Metric> metrics, String name) {
    return metrics.stream()
        .filter(m -> m.name().orElseThrow().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name))
        .value();
  }

  private static final class Feed implements EventFeed {
    private final List<Consumer<StationEvent>> listeners = new ArrayList<>();
    private long sequence;

    void tell(String kind, String subject, String state) {
      tell(kind, subject, state, Map.of());
    }

    void tell(String kind, String subject, String state, Map<String, String> facts) {
      StationEvent event = new StationEvent(++sequence, NOW, kind, subject, state, facts);
      List.copyOf(listeners).forEach(l -> l.accept(event));
    }

    @Override
    public long latest() {
      return sequence;
    }

    @Override
    public List<StationEvent> after(long from, int limit) {
      return List.of();
    }

    @Override
    public Subscription subscribe(Consumer<StationEvent> listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }
  }
}
