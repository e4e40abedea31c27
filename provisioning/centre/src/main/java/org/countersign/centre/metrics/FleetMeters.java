package org.countersign.centre.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.countersign.centre.alert.Alert;
import org.countersign.centre.condition.Capacity;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.condition.Overview;
import org.countersign.protocol.sparkplug.host.RefusalReason;

/**
 * Meters of the fleet, as it was when they were brought up to date. One thread at a time, read by
 * any.
 */
final class FleetMeters {

  private final MultiGauge stations;
  private final MultiGauge waiting;
  private final MultiGauge causes;
  private final MultiGauge alerts;
  private final MultiGauge each;
  private volatile Optional<FleetFigures> figures = Optional.empty();

  FleetMeters(MeterRegistry registry) {
    stations = gauge(registry, "stations", "Stations by what they can do now");
    waiting =
        gauge(
            registry,
            "applications.waiting",
            "Approved applications that wait, by what their station can do now");
    causes = gauge(registry, "station.causes", "Stations by what stops their cards");
    alerts = gauge(registry, "alerts", "Open alerts");
    each = gauge(registry, "station.capacity", "1 for what a station can do now, and why");
    Gauge.builder("countersign.station.capacity.left.out", () -> number(f -> f.stationsLeftOut()))
        .description("Stations that found no place in countersign_station_capacity")
        .register(registry);
    for (RefusalReason reason : RefusalReason.values()) {
      FunctionCounter.builder(
              "countersign.fleet.refusals",
              this,
              m -> m.number(f -> f.refusals().getOrDefault(reason, 0L)))
          .description("Messages and metrics of stations that were not taken")
          .tag("reason", word(reason))
          .register(registry);
    }
    FunctionCounter.builder(
            "countersign.fleet.rebirths.asked", this, m -> m.number(f -> f.rebirthsAsked()))
        .description("Requests for births that were published")
        .register(registry);
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder("countersign." + name).description(description).register(registry);
  }

  private interface Figure {
    long of(FleetFigures figures);
  }

  private double number(Figure figure) {
    return figures.map(figure::of).orElse(0L);
  }

  /** Takes what the fleet said. */
  void fleet(FleetFigures now) {
    figures = Optional.of(now);
    List<Row<?>> capacity = new ArrayList<>();
    List<Row<?>> people = new ArrayList<>();
    now.districts()
        .forEach((name, district) -> {
          for (Capacity one : Capacity.values()) {
            Tags tags = Tags.of("district", name, "capacity", word(one));
            capacity.add(Row.of(tags, district.stations().getOrDefault(one, 0L)));
            people.add(Row.of(tags, district.waiting().getOrDefault(one, 0L)));
          }
        });
    stations.register(capacity, true);
    waiting.register(people, true);
    causes.register(
        now.causes().entrySet().stream()
            .<Row<?>>map(c -> Row.of(Tags.of("cause", word(c.getKey())), c.getValue()))
            .toList(),
        true);
    each.register(now.stations().stream().<Row<?>>map(FleetMeters::row).toList(), true);
  }

  private static Row<?> row(Overview.Stopped station) {
    return Row.of(
        Tags.of(
            "district",
            station.station().group(),
            "station",
            station.station().node(),
            "capacity",
            word(station.condition().capacity()),
            "cause",
            word(station.condition().cause())),
        1);
  }

  private record Kind(Cause cause, boolean acknowledged) {}

  /** Takes what alerts are open. A cause without any has a row all the same: no row is no news. */
  void alerts(List<Alert> open) {
    Map<Kind, Long> counts = new HashMap<>();
    open.forEach(alert ->
        counts.merge(new Kind(alert.cause(), alert.acknowledgedBy().isPresent()), 1L, Long::sum));
    alerts.register(
        Stream.of(Cause.values())
            .filter(cause -> cause != Cause.NONE)
            .flatMap(cause -> Stream.of(new Kind(cause, false), new Kind(cause, true)))
            .<Row<?>>map(kind ->
                Row.of(
                    Tags.of(
                        "cause",
                        word(kind.cause()),
                        "acknowledged",
                        Boolean.toString(kind.acknowledged())),
                    counts.getOrDefault(kind, 0L)))
            .toList(),
        true);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
