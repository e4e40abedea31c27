package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.countersign.driver.StorageUnit;
import org.countersign.fleetsim.box.MetricName;
import org.countersign.fleetsim.box.StationVocabulary;
import org.countersign.mqtt.Ticker;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.station.box.BoxState;
import org.countersign.station.fleet.BacklogFacts;
import org.countersign.station.fleet.BoxFacts;
import org.countersign.station.fleet.CertificateFacts;
import org.countersign.station.fleet.Facts;
import org.countersign.station.fleet.ForecastFacts;
import org.countersign.station.fleet.GrantFacts;
import org.countersign.station.fleet.Issuing;
import org.countersign.station.fleet.IssuingFacts;
import org.countersign.station.fleet.LinkFacts;
import org.countersign.station.fleet.RecordBacklog;
import org.countersign.station.fleet.SelfTestFacts;
import org.countersign.station.fleet.StartFacts;
import org.countersign.station.fleet.StationFacts;
import org.countersign.station.jobs.Devices.ChipPower;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.jobs.EventFeed;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.jobs.Stock;
import org.countersign.station.stock.Account;
import org.junit.jupiter.api.Test;

/** A simulated station reports what a real one does: names, types and units alike. */
class SimulatedVocabularyTest {

  @Test
  void aSimulatedStationReportsTheMetricsOfARealOneWithRecordsAndWithout() {
    for (boolean records : List.of(true, false)) {
      NodeImage real = real(records);
      assertThat(names(StationVocabulary.ofNode(records))).isEqualTo(namesOf(real.metrics()));
      assertThat(names(StationVocabulary.ofDevice()))
          .isEqualTo(namesOf(real.devices().get("encoder-1")));
    }
  }

  /** A real station with one device that has one unit. */
  private static NodeImage real(boolean records) {
    DeviceStatus device =
        new DeviceStatus(
            "encoder-1",
            "pcsc",
            "any PC/SC reader",
            DeviceState.ONLINE,
            ChipPower.NO_CARD,
            "",
            Optional.empty(),
            List.of(new StorageUnit("feeder", 50, 20)),
            Optional.empty());
    Account account = new Account(List.of(), List.of(), List.of(), 1);
    try (StationFacts facts =
        new StationFacts(
            new StationFacts.Work(
                () -> List.of(device),
                () -> new Stock(50, 0, 0, 0, 0, 0, account),
                new SilentFeed(),
                job -> Optional.empty(),
                quantile -> OptionalDouble.empty()),
            others(records),
            () -> "",
            "0.1.0",
            InstantSource.fixed(Instant.EPOCH))) {
      return facts.snapshot();
    }
  }

  /** Everything that a station with a grant tells beside its work, and what its link tells. */
  private static List<Facts> others(boolean records) {
    Optional<Instant> end = Optional.of(Instant.EPOCH);
    OptionalDouble days = OptionalDouble.of(1);
    List<Facts> others =
        new ArrayList<>(
            List.of(
                new IssuingFacts(() -> Issuing.IDLE),
                new SelfTestFacts(Optional::empty),
                new StartFacts("", Optional.empty()),
                new BoxFacts(() -> BoxState.UNKNOWN),
                new CertificateFacts(Map.of("link", () -> end, "document-signer", () -> end)),
                new GrantFacts(() -> Optional.of(new GrantFacts.Left(Instant.EPOCH, 1))),
                new ForecastFacts(
                    () -> Map.of("blanks", days, "serials", days, "disk", days, "grant", days)),
                new LinkFacts(
                    Duration.ofSeconds(30),
                    new Ticker(() -> 0),
                    InstantSource.fixed(Instant.EPOCH))));
    if (records) {
      others.add(new BacklogFacts(() -> new RecordBacklog(0, Optional.empty())));
    }
    return others;
  }

  private static Set<String> names(List<MetricName> simulated) {
    return simulated.stream()
        .map(name -> told(name.name(), name.type(), name.properties()))
        .collect(Collectors.toSet());
  }

  private static Set<String> namesOf(List<Metric> real) {
    return real.stream()
        .map(metric -> told(metric.name(), metric.type(), metric.properties()))
        .collect(Collectors.toSet());
  }

  private static String told(Optional<String> name, Optional<?> type, Map<String, ?> properties) {
    return name.orElseThrow() + " " + type.orElseThrow() + " " + properties;
  }

  /** Nothing happens. */
  private static final class SilentFeed implements EventFeed {
    @Override
    public long latest() {
      return 0;
    }

    @Override
    public List<StationEvent> after(long from, int limit) {
      return List.of();
    }

    @Override
    public Subscription subscribe(Consumer<StationEvent> listener) {
      return () -> {};
    }
  }
}
