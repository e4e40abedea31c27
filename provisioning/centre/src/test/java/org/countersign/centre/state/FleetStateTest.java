package org.countersign.centre.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.host.HostEvent;
import org.countersign.protocol.sparkplug.host.MetricDefinitions;
import org.countersign.protocol.sparkplug.host.StaleReason;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FleetStateTest {

  private static final EdgeNodeDescriptor STATION = new EdgeNodeDescriptor("haidian", "st-0007");
  private static final long NOW = 1_795_000_000_000L;

  private final FleetState fleet = new FleetState();

  private static Metric whole(String name, long value, long at) {
    return Metric.of(name, MetricType.UINT64, MetricValue.of(value), at);
  }

  private static Metric text(String name, String value, long at) {
    return Metric.of(name, MetricType.STRING, MetricValue.of(value), at);
  }

  private static MetricDefinitions definitions(List<Metric> metrics) {
    TreeMap<String, MetricType> types = new TreeMap<>();
    metrics.forEach(m -> types.put(m.name().orElseThrow(), m.type().orElseThrow()));
    return MetricDefinitions.of(types);
  }

  private void born(long payloadAt, Metric... metrics) {
    List<Metric> all = List.of(metrics);
    fleet.apply(new HostEvent.NodeBorn(STATION, 0, payloadAt, definitions(all), all), NOW);
  }

  private void deviceBorn(String id, long now, Metric... metrics) {
    List<Metric> all = List.of(metrics);
    fleet.apply(new HostEvent.DeviceBorn(STATION, id, now, definitions(all), all), now);
  }

  private void changed(Optional<String> device, long now, Metric... metrics) {
    List<Metric> all = List.of(metrics);
    fleet.apply(new HostEvent.Changed(STATION, device, now, definitions(all), all), now);
  }

  private Station station() {
    return fleet.station(STATION).orElseThrow();
  }

  @Test
  void a_station_that_was_born_is_online_with_all_it_said() {
    born(
        NOW,
        whole("Stock/Blank", 120, NOW - 250),
        text("Stock/Status", "ok", NOW),
        Metric.of("Ledger/Commit p50", MetricType.DOUBLE, MetricValue.of(0.25), NOW),
        Metric.of("Open", MetricType.BOOLEAN, MetricValue.of(true), NOW),
        Metric.of("Steps/total/Mean", MetricType.DOUBLE, MetricValue.none(), NOW));

    assertThat(station().presence()).isEqualTo(Presence.ONLINE);
    assertThat(station().since()).isEqualTo(NOW);
    assertThat(station().whole("Stock/Blank")).hasValue(120);
    assertThat(station().text("Stock/Status")).hasValue("ok");
    assertThat(station().real("Ledger/Commit p50")).hasValue(0.25);
    assertThat(station().real("Steps/total/Mean")).isEmpty();
    assertThat(station().reading("Open").orElseThrow().value()).isEqualTo(MetricValue.of(true));
    assertThat(station().reading("Stock/Blank").orElseThrow().timestamp()).isEqualTo(NOW - 300);
    assertThat(station().whole("Stock/Status")).isEmpty();
    assertThat(station().whole("Never Heard")).isEmpty();
  }

  @Test
  void a_value_has_the_unit_that_its_birth_named() {
    List<Metric> metrics = List.of(whole("Stock/Blank", 120, NOW), whole("bdSeq", 0, NOW));
    TreeMap<String, MetricType> types = new TreeMap<>();
    metrics.forEach(m -> types.put(m.name().orElseThrow(), m.type().orElseThrow()));
    MetricDefinitions definitions = MetricDefinitions.of(types, Map.of("Stock/Blank", "cards"));
    fleet.apply(new HostEvent.NodeBorn(STATION, 0, NOW, definitions, metrics), NOW);
    changed(Optional.empty(), NOW, whole("Stock/Blank", 119, NOW));

    assertThat(station().reading("Stock/Blank").orElseThrow().unit()).isEqualTo("cards");
    assertThat(station().reading("bdSeq").orElseThrow().unit()).isEmpty();
  }

  @Test
  void a_change_replaces_what_it_names_and_nothing_else() {
    born(NOW, whole("Stock/Blank", 120, NOW), text("Stock/Status", "ok", NOW));

    changed(
        Optional.empty(),
        NOW + 60_000,
        whole("Stock/Blank", 119, NOW + 60_000),
        text("New", "", 0));

    assertThat(station().whole("Stock/Blank")).hasValue(119);
    assertThat(station().reading("Stock/Blank").orElseThrow().timestamp()).isEqualTo(NOW + 60_000);
    assertThat(station().text("Stock/Status")).hasValue("ok");
    assertThat(station().readings()).hasSize(2);
    assertThat(station().heardAt()).isEqualTo(NOW + 60_000);
  }

  @Test
  void numbers_of_every_size_come_back_as_they_were_said() {
    long[] numbers = {
      0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 31, 1L << 62, -1L << 40
    };
    for (long before : numbers) {
      for (long after : numbers) {
        born(NOW, whole("A", before, NOW), whole("B", after, NOW), whole("C", 7, NOW));
        changed(Optional.empty(), NOW, whole("A", after, NOW), whole("B", before, NOW));

        assertThat(station().whole("A")).hasValue(after);
        assertThat(station().whole("B")).hasValue(before);
        assertThat(station().whole("C")).hasValue(7);
      }
    }
  }

  @Test
  void a_metric_may_lose_its_value_and_get_another() {
    born(NOW, Metric.of("Mean", MetricType.DOUBLE, MetricValue.of(2.5), NOW), text("T", "a", NOW));

    changed(
        Optional.empty(),
        NOW,
        Metric.of("Mean", MetricType.DOUBLE, MetricValue.none(), NOW),
        Metric.of("T", MetricType.STRING, MetricValue.none(), NOW));
    assertThat(station().real("Mean")).isEmpty();
    assertThat(station().text("T")).isEmpty();
    assertThat(fleet.texts()).isZero();

    changed(Optional.empty(), NOW, Metric.of("Mean", MetricType.DOUBLE, MetricValue.of(0.0), NOW));
    assertThat(station().real("Mean")).hasValue(0.0);
  }

  @Test
  void what_is_no_text_under_a_type_of_text_is_no_value_and_touches_no_other_text() {
    born(NOW, text("Kept", "ok", NOW), text("T", "a", NOW));
    List<MetricValue> strange =
        List.of(new MetricValue.Opaque(0), MetricValue.of(0L), MetricValue.of(true));
    for (MetricValue value : strange) {
      Metric metric =
          new Metric(
              Optional.of("T"),
              OptionalLong.empty(),
              Optional.of(MetricType.STRING),
              value,
              OptionalLong.of(NOW),
              false,
              text("T", "", NOW).properties());
      List<Metric> all = List.of(metric);
      MetricDefinitions definitions = station().definitions();
      fleet.apply(new HostEvent.Changed(STATION, Optional.empty(), NOW, definitions, all), NOW);
      assertThat(station().text("T")).isEmpty();
    }
    changed(Optional.empty(), NOW, text("T", "b", NOW));

    assertThat(station().text("Kept")).hasValue("ok");
    assertThat(station().text("T")).hasValue("b");
    assertThat(fleet.texts()).isEqualTo(2);
  }

  @Test
  void history_does_not_replace_the_present() {
    born(NOW, whole("Stock/Blank", 120, NOW));
    Metric now = whole("Stock/Blank", 5, NOW - 1_000);

    changed(
        Optional.empty(),
        NOW,
        new Metric(
            now.name(),
            now.alias(),
            now.type(),
            now.value(),
            now.timestamp(),
            true,
            java.util.Map.of()));

    assertThat(station().whole("Stock/Blank")).hasValue(120);
  }

  @Test
  void devices_are_away_after_the_stations_birth_until_their_own() {
    born(NOW, whole("Devices/Present", 2, NOW));
    deviceBorn("encoder-1", NOW + 10, text("State", "online", NOW));
    deviceBorn("encoder-2", NOW + 10, text("State", "online", NOW));

    born(NOW + 20, whole("Devices/Present", 1, NOW));
    deviceBorn("encoder-2", NOW + 30, text("State", "deviceBusy", NOW));

    assertThat(station().device("encoder-1").orElseThrow().presence()).isEqualTo(Presence.OFFLINE);
    StationDevice second = station().device("encoder-2").orElseThrow();
    assertThat(second.presence()).isEqualTo(Presence.ONLINE);
    assertThat(second.since()).isEqualTo(NOW + 30);
    assertThat(second.text("State")).hasValue("deviceBusy");
    assertThat(station().devices())
        .extracting(StationDevice::id)
        .containsExactly("encoder-1", "encoder-2");
  }

  @Test
  void with_the_station_all_its_devices_go_and_their_last_words_stay() {
    born(NOW, whole("Stock/Blank", 120, NOW));
    deviceBorn("encoder-1", NOW, text("State", "online", NOW));
    deviceBorn("encoder-2", NOW, text("State", "online", NOW));
    fleet.apply(new HostEvent.DeviceDied(STATION, "encoder-2", NOW + 5), NOW + 5);

    fleet.apply(new HostEvent.NodeDied(STATION, NOW + 90_000), NOW + 90_000);

    assertThat(station().presence()).isEqualTo(Presence.OFFLINE);
    assertThat(station().whole("Stock/Blank")).hasValue(120);
    StationDevice first = station().device("encoder-1").orElseThrow();
    assertThat(first.presence()).isEqualTo(Presence.OFFLINE);
    assertThat(first.since()).isEqualTo(NOW + 90_000);
    assertThat(first.text("State")).hasValue("online");
    assertThat(station().device("encoder-2").orElseThrow().since()).isEqualTo(NOW + 5);
  }

  @Test
  void messages_that_are_missing_make_it_stale_until_its_next_birth() {
    born(NOW, whole("Stock/Blank", 120, NOW));
    deviceBorn("encoder-1", NOW, text("State", "online", NOW));

    fleet.apply(new HostEvent.Stale(STATION, StaleReason.values()[0], NOW + 5), NOW + 5);

    assertThat(station().presence()).isEqualTo(Presence.STALE);
    assertThat(station().device("encoder-1").orElseThrow().presence()).isEqualTo(Presence.STALE);
    born(NOW + 10, whole("Stock/Blank", 119, NOW));
    assertThat(station().presence()).isEqualTo(Presence.ONLINE);
  }

  @Test
  void the_stations_clock_is_held_against_the_centres() {
    born(NOW - 7_200_000, whole("Stock/Blank", 120, NOW - 7_200_000));

    assertThat(station().clockAhead()).isEqualTo(-7_200_000);
    assertThat(station().since()).isEqualTo(NOW);
  }

  @Test
  void a_timestamp_beyond_every_bound_is_kept_within_it() {
    born(NOW, whole("Stock/Blank", 1, Long.MAX_VALUE), whole("Stock/Lost", 2, Long.MIN_VALUE));

    assertThat(station().whole("Stock/Blank")).hasValue(1);
    assertThat(station().reading("Stock/Blank").orElseThrow().timestamp()).isGreaterThan(NOW);
    assertThat(station().reading("Stock/Lost").orElseThrow().timestamp()).isLessThan(NOW);
  }

  @Test
  void equal_texts_are_held_once_and_only_as_long_as_somebody_says_them() {
    born(NOW, text("Stock/Status", "ok", NOW), text("Self Test/Verdict", "ok", NOW));
    assertThat(fleet.texts()).isEqualTo(1);

    changed(Optional.empty(), NOW, text("Stock/Status", "low", NOW));
    changed(Optional.empty(), NOW, text("Self Test/Verdict", "good", NOW));
    assertThat(fleet.texts()).isEqualTo(2);

    for (int i = 0; i < 1_000; i++) {
      changed(Optional.empty(), NOW, text("Stock/Status", "never the same " + i, NOW));
    }
    assertThat(fleet.texts()).isEqualTo(2);
    fleet.forget(STATION);
    assertThat(fleet.texts()).isZero();
    assertThat(fleet.stations()).isEmpty();
  }

  @Test
  void a_text_that_is_too_long_for_a_page_is_cut() {
    born(NOW, text("Detail", "x".repeat(60_000), NOW));

    assertThat(station().text("Detail").orElseThrow()).hasSize(256).endsWith("x…");
  }

  @Test
  void a_box_that_names_ever_new_devices_pushes_out_its_own_lost_ones() {
    born(NOW, whole("Devices/Present", 1, NOW));
    for (int i = 0; i < 1_000; i++) {
      deviceBorn("encoder-" + i, NOW + i, text("State", "online", NOW));
      if (i > 0) {
        fleet.apply(new HostEvent.DeviceDied(STATION, "encoder-" + i, NOW + i), NOW + i);
      }
    }

    assertThat(station().devices()).hasSize(Station.MOST_DEVICES);
    assertThat(station().device("encoder-0")).isPresent();
    assertThat(station().device("encoder-1")).isEmpty();
    assertThat(fleet.texts()).isEqualTo(Station.MOST_DEVICES + 1);
  }
}
