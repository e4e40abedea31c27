package org.countersign.centre.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.centre.state.FleetState;
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
class WatchTest {

  private static final long NOW = 1_795_000_000_000L;

  private final FleetState fleet = new FleetState();
  private final Watch watch = new Watch();

  private static EdgeNodeDescriptor station(String name) {
    return new EdgeNodeDescriptor(name.substring(0, 1), name);
  }

  private static List<Metric> metrics(Object... namesAndValues) {
    List<Metric> metrics = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String name = (String) namesAndValues[i];
      metrics.add(
          namesAndValues[i + 1] instanceof String text
              ? Metric.of(name, MetricType.STRING, MetricValue.of(text), NOW)
              : Metric.of(
                  name,
                  MetricType.UINT64,
                  MetricValue.of(((Number) namesAndValues[i + 1]).longValue()),
                  NOW));
    }
    return metrics;
  }

  private static MetricDefinitions definitions(List<Metric> metrics) {
    TreeMap<String, MetricType> types = new TreeMap<>();
    metrics.forEach(m -> types.put(m.name().orElseThrow(), m.type().orElseThrow()));
    return MetricDefinitions.of(types);
  }

  private boolean apply(EdgeNodeDescriptor node, HostEvent event, long now) {
    fleet.apply(event, now);
    return watch.look(fleet.station(node).orElseThrow(), now);
  }

  private boolean born(String name, long now, Object... more) {
    List<Object> all =
        new ArrayList<>(List.of("Devices/Configured", 2, "Stock/Status", "ok", "Issuing/Hold", ""));
    all.addAll(List.of(more));
    TreeMap<String, Object> once = new TreeMap<>();
    for (int i = 0; i < all.size(); i += 2) {
      once.put((String) all.get(i), all.get(i + 1));
    }
    List<Object> flat = new ArrayList<>();
    once.forEach((key, value) -> flat.addAll(List.of(key, value)));
    List<Metric> metrics = metrics(flat.toArray());
    EdgeNodeDescriptor node = station(name);
    return apply(node, new HostEvent.NodeBorn(node, 0, now, definitions(metrics), metrics), now);
  }

  private boolean device(String name, String id, long now, String state, String detail) {
    List<Metric> metrics = metrics("State", state, "Detail", detail);
    EdgeNodeDescriptor node = station(name);
    return apply(node, new HostEvent.DeviceBorn(node, id, now, definitions(metrics), metrics), now);
  }

  private void works(String name, Object... more) {
    born(name, NOW, more);
    device(name, "encoder-1", NOW, "online", "");
    device(name, "encoder-2", NOW, "deviceBusy", "");
  }

  private Condition condition(String name) {
    return Condition.of(fleet.station(station(name)).orElseThrow());
  }

  @Test
  void a_station_whose_devices_all_work_has_nothing_wrong() {
    works("a1", "Jobs/Waiting", 7);

    assertThat(condition("a1")).isEqualTo(new Condition(Capacity.FULL, Cause.NONE, 2, 2, 7, ""));
  }

  @Test
  void who_waits_where_no_card_is_made_is_counted_by_itself_until_it_goes_on() {
    works("a1", "Jobs/Waiting", 7);
    works("a2", "Jobs/Waiting", 5, "Issuing/Hold", "the door is open");
    works("b1", "Jobs/Waiting", 3, "Issuing/Hold", "the door is open");
    works("b2", "Jobs/Waiting", 2, "Devices/Configured", 3);

    assertThat(watch.overview(NOW, 10).waiting()).isEqualTo(17);
    assertThat(watch.overview(NOW, 10).waitingStopped()).isEqualTo(8);

    works("a2", "Jobs/Waiting", 4);
    watch.forget(station("b1"));
    assertThat(watch.overview(NOW, 10).waitingStopped()).isZero();
  }

  @Test
  void the_gravest_cause_is_the_one_that_is_told() {
    works("a1", "Issuing/Hold", "the grant has ended", "Stock/Status", "empty");
    assertThat(condition("a1").cause()).isEqualTo(Cause.HELD);
    assertThat(condition("a1").detail()).isEqualTo("the grant has ended");

    born("a2", NOW, "Stock/Status", "empty");
    assertThat(condition("a2").cause()).isEqualTo(Cause.NO_DEVICE);

    born("a3", NOW);
    device("a3", "encoder-1", NOW, "hardwareError", "the cover is open: close it");
    assertThat(condition("a3").cause()).isEqualTo(Cause.DEVICES_FAULTY);
    assertThat(condition("a3").detail()).isEqualTo("encoder-1: the cover is open: close it");

    works("a4", "Stock/Status", "empty", "Stock/Blank On Record", 0);
    assertThat(condition("a4").cause()).isEqualTo(Cause.NO_BLANKS);
    assertThat(condition("a4").capacity()).isEqualTo(Capacity.NONE);

    born("a9", NOW, "Stock/Status", "empty", "Stock/Blank On Record", 0);
    device("a9", "encoder-1", NOW, "userError", "the hopper is empty: fill in blank cards");
    assertThat(condition("a9").cause()).isEqualTo(Cause.NO_BLANKS);

    works("a5", "Stock/Status", "empty", "Stock/Blank On Record", 40);
    assertThat(condition("a5").cause()).isEqualTo(Cause.NO_BLANKS_OF_A_PRODUCT);
    assertThat(condition("a5").capacity()).isEqualTo(Capacity.REDUCED);

    works("a6", "Devices/Configured", 3, "Stock/Status", "low");
    assertThat(condition("a6").cause()).isEqualTo(Cause.SOME_DEVICES);
    assertThat(condition("a6").capacity()).isEqualTo(Capacity.REDUCED);

    works("a7", "Stock/Status", "low");
    assertThat(condition("a7").cause()).isEqualTo(Cause.BLANKS_LOW);
    assertThat(condition("a7").capacity()).isEqualTo(Capacity.FULL);
  }

  @Test
  void of_a_station_that_is_not_heard_nothing_is_claimed() {
    works("a1");
    EdgeNodeDescriptor node = station("a1");

    assertThat(apply(node, new HostEvent.NodeDied(node, NOW), NOW + 1)).isTrue();
    assertThat(condition("a1").cause()).isEqualTo(Cause.SILENT);
    assertThat(condition("a1").capacity()).isEqualTo(Capacity.UNKNOWN);

    works("a1");
    apply(node, new HostEvent.Stale(node, StaleReason.SEQUENCE_GAP, NOW), NOW + 2);
    assertThat(condition("a1").cause()).isEqualTo(Cause.STALE);
  }

  @Test
  void a_trouble_lasts_since_it_began_though_the_station_was_born_again() {
    born("a1", NOW, "Issuing/Hold", "the disk is full");
    assertThat(born("a1", NOW + 60_000, "Issuing/Hold", "the disk is full: 3 MB are free"))
        .isFalse();

    Overview.Stopped stopped = watch.overview(NOW + 61_000, 10).stopped().getFirst();
    assertThat(stopped.since()).isEqualTo(NOW);
    assertThat(stopped.condition().detail()).contains("3 MB");
  }

  @Test
  void where_most_people_wait_comes_first_and_what_is_only_to_come_last() {
    works("a1", "Stock/Status", "low", "Jobs/Waiting", 900);
    works("a2", "Devices/Configured", 3, "Jobs/Waiting", 500);
    works("b1", "Issuing/Hold", "the grant has ended", "Jobs/Waiting", 12);
    works("b2", "Issuing/Hold", "the grant has ended", "Jobs/Waiting", 80);
    works("b3", "Jobs/Waiting", 5);

    Overview overview = watch.overview(NOW, 10);

    assertThat(overview.stopped())
        .extracting(stopped -> stopped.station().node())
        .containsExactly("b2", "b1", "a2", "a1");
    assertThat(overview.waiting()).isEqualTo(900 + 500 + 12 + 80 + 5);
    assertThat(overview.stations())
        .containsEntry(Capacity.FULL, 2)
        .containsEntry(Capacity.REDUCED, 1)
        .containsEntry(Capacity.NONE, 2);
    assertThat(overview.districts())
        .extracting(Overview.District::name, Overview.District::waiting)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", 1_400L),
            org.assertj.core.groups.Tuple.tuple("b", 97L));
  }

  @Test
  void only_the_gravest_are_named_when_there_are_too_many() {
    for (int i = 0; i < 500; i++) {
      works("a" + i, "Issuing/Hold", "the grant has ended", "Jobs/Waiting", i);
    }

    Overview overview = watch.overview(NOW, 3);

    assertThat(overview.stopped())
        .extracting(stopped -> stopped.station().node())
        .containsExactly("a499", "a498", "a497");
    assertThat(overview.stations()).containsEntry(Capacity.NONE, 500);
  }

  @Test
  void what_the_page_counts_follows_every_change_and_goes_with_the_station() {
    works("a1", "Jobs/Waiting", 3);
    works("a2", "Jobs/Waiting", 4, "Issuing/Hold", "the grant has ended");
    works("a2", "Jobs/Waiting", 9);

    Overview overview = watch.overview(NOW, 10);
    assertThat(overview.stopped()).isEmpty();
    assertThat(overview.waiting()).isEqualTo(12);
    assertThat(overview.stations())
        .containsEntry(Capacity.FULL, 2)
        .containsEntry(Capacity.NONE, 0)
        .containsEntry(Capacity.REDUCED, 0);

    watch.forget(station("a1"));
    watch.forget(station("a2"));
    assertThat(watch.overview(NOW, 10).districts()).isEmpty();
    assertThat(watch.overview(NOW, 10).waiting()).isZero();
  }

  @Test
  void a_station_that_does_not_know_these_metrics_is_judged_by_its_devices() {
    EdgeNodeDescriptor node = station("x1");
    List<Metric> none = metrics("Temperature", 21);
    apply(node, new HostEvent.NodeBorn(node, 0, NOW, definitions(none), none), NOW);
    device("x1", "plc", NOW, "online", "");

    assertThat(condition("x1")).isEqualTo(new Condition(Capacity.FULL, Cause.NONE, 1, 1, 0, ""));
    assertThat(Optional.of(condition("x1")).map(Condition::waiting)).hasValue(0L);
  }

  @Test
  void stations_for_which_a_larger_alert_speaks_come_last() {
    works("a1", "Issuing/Hold", "no power", "Jobs/Waiting", 90);
    works("a2", "Issuing/Hold", "no power", "Jobs/Waiting", 80);
    works("b1", "Stock/Status", "empty", "Stock/Blank On Record", 0, "Jobs/Waiting", 1);

    assertThat(
            watch.overview(NOW, 2, stopped -> stopped.condition().cause() == Cause.HELD).stopped())
        .extracting(stopped -> stopped.station().node())
        .containsExactly("b1", "a1");
    assertThat(watch.troubledCount()).isEqualTo(3);
  }
}
