package org.countersign.centre.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.countersign.centre.condition.Cause;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AlertBookTest {

  /** A Tuesday, 09:00 in UTC. */
  private static final long START = Instant.parse("2026-11-24T09:00:00Z").toEpochMilli();

  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;

  private final Map<String, OpeningHours> hours = new HashMap<>();
  private final AlertBook book =
      new AlertBook(AlertRules.USUAL, d -> hours.getOrDefault(d, OpeningHours.ALWAYS));

  /** Ten districts a to j of ten stations each. */
  private final Map<String, Integer> stations = new HashMap<>();

  private final Map<EdgeNodeDescriptor, Lost> lost = new LinkedHashMap<>();
  private final List<AlertEvent> told = new ArrayList<>();
  private final List<Alarmed> alarms = new ArrayList<>();
  private long now = START;

  AlertBookTest() {
    for (char district = 'a'; district <= 'j'; district++) {
      stations.put("" + district, 10);
    }
  }

  private void loses(String station, Cause cause) {
    EdgeNodeDescriptor node = new EdgeNodeDescriptor(station.substring(0, 1), station);
    lost.put(node, new Lost(node, cause, now, 5));
  }

  private void works(String station) {
    lost.remove(new EdgeNodeDescriptor(station.substring(0, 1), station));
  }

  private void pass(long millis) {
    for (long end = now + millis; now < end; now += 5 * SECOND) {
      told.addAll(book.look(lost.values(), alarms, stations, now));
    }
  }

  private List<AlertEvent> told() {
    List<AlertEvent> taken = List.copyOf(told);
    told.clear();
    return taken;
  }

  @Test
  void an_alarm_of_a_station_is_told_at_once_beside_its_lost_capacity() {
    EdgeNodeDescriptor node = new EdgeNodeDescriptor("a", "a1");
    alarms.add(new Alarmed(node, "sam-away", START));
    alarms.add(new Alarmed(node, "driver-refused", START));
    alarms.add(new Alarmed(node, "driver-refused", START));
    pass(5 * SECOND);
    assertThat(told())
        .extracting(event -> event.alert().scope())
        .containsExactly(
            new Scope.OfAlarm(node, "sam-away"), new Scope.OfAlarm(node, "driver-refused"));
    loses("a1", Cause.HELD);
    pass(5 * MINUTE);
    assertThat(told())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.alert().cause()).isEqualTo(Cause.HELD);
          assertThat(event.alert().unsteady()).isFalse();
        });
    alarms.clear();
    pass(5 * MINUTE);
    assertThat(told())
        .allSatisfy(event -> assertThat(event).isInstanceOf(AlertEvent.Closed.class))
        .hasSize(2)
        .allSatisfy(event -> assertThat(event.alert().stations()).isEqualTo(1));
  }

  @Test
  void one_that_raises_the_alarm_of_many_is_told_for_each() {
    for (int station = 1; station <= 9; station++) {
      alarms.add(new Alarmed(new EdgeNodeDescriptor("a", "a" + station), "clock-doubted", START));
    }
    pass(5 * SECOND);
    assertThat(told()).hasSize(9);
  }

  @Test
  void what_is_over_before_anybody_could_act_is_not_told() {
    loses("a1", Cause.SILENT);
    pass(25 * SECOND);
    works("a1");
    pass(10 * MINUTE);

    assertThat(told()).isEmpty();
  }

  @Test
  void lost_capacity_is_told_once_and_its_end_once() {
    loses("a1", Cause.NO_BLANKS);
    pass(5 * MINUTE);

    assertThat(told())
        .singleElement()
        .satisfies(event -> {
          assertThat(event).isInstanceOf(AlertEvent.Opened.class);
          assertThat(event.alert().scope())
              .isEqualTo(new Scope.OfStation(new EdgeNodeDescriptor("a", "a1")));
          assertThat(event.alert().since()).isEqualTo(START);
          assertThat(event.alert().waiting()).isEqualTo(5);
        });

    works("a1");
    pass(50 * SECOND);
    assertThat(told()).isEmpty();
    pass(20 * SECOND);
    assertThat(told()).singleElement().isInstanceOf(AlertEvent.Closed.class);
    assertThat(book.open()).isEmpty();
  }

  @Test
  void many_stations_of_a_district_are_one_alert() {
    for (int i = 0; i < 9; i++) {
      loses("a" + i, Cause.SILENT);
    }
    pass(2 * MINUTE);

    assertThat(told())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.alert().scope()).isEqualTo(new Scope.OfDistrict("a"));
          assertThat(event.alert().stations()).isEqualTo(9);
        });
  }

  @Test
  void stations_that_follow_one_after_the_other_become_part_of_one() {
    loses("a0", Cause.SILENT);
    loses("a1", Cause.SILENT);
    pass(MINUTE);
    assertThat(book.acknowledge(1, "ma")).isTrue();
    assertThat(book.acknowledge(2, "ma")).isTrue();
    loses("a2", Cause.SILENT);
    told();
    pass(MINUTE);

    List<AlertEvent> events = told();
    assertThat(events).hasSize(3);
    assertThat(events.getFirst().alert().scope()).isEqualTo(new Scope.OfDistrict("a"));
    assertThat(events.getFirst().alert().acknowledgedBy()).hasValue("ma");
    assertThat(events.getFirst().alert().since()).isEqualTo(START);
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            AlertEvent.Closed.class,
            closed ->
                assertThat(closed.absorbedBy()).isEqualTo(events.getFirst().alert().number()));
  }

  @Test
  void a_broker_that_dies_is_one_alert_and_not_a_storm() {
    stations
        .keySet()
        .forEach(district -> {
          for (int i = 0; i < 10; i++) {
            loses(district + i, Cause.SILENT);
          }
        });
    pass(10 * MINUTE);

    assertThat(told())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.alert().scope()).isEqualTo(new Scope.OfFleet());
          assertThat(event.alert().stations()).isEqualTo(100);
          assertThat(event.alert().waiting()).isEqualTo(500);
        });
  }

  @Test
  void a_district_that_comes_back_piece_by_piece_ends_as_one() {
    for (int i = 0; i < 9; i++) {
      loses("a" + i, Cause.SILENT);
    }
    pass(MINUTE);
    told();
    for (int i = 0; i < 9; i++) {
      works("a" + i);
      pass(20 * SECOND);
    }
    pass(2 * MINUTE);

    assertThat(told())
        .allSatisfy(event -> assertThat(event).isNotInstanceOf(AlertEvent.Escalated.class))
        .filteredOn(AlertEvent.Opened.class::isInstance)
        .hasSizeLessThanOrEqualTo(1);
    assertThat(book.open()).isEmpty();
  }

  @Test
  void different_causes_in_one_district_are_different_alerts() {
    loses("a0", Cause.NO_BLANKS);
    loses("a1", Cause.DEVICES_FAULTY);
    loses("a2", Cause.HELD);
    pass(MINUTE);

    assertThat(told()).hasSize(3);
  }

  @Test
  void outside_opening_hours_nothing_opens_and_in_the_morning_it_does() {
    hours.put(
        "a",
        new OpeningHours(
            java.util.EnumSet.allOf(java.time.DayOfWeek.class),
            java.time.LocalTime.of(10, 0),
            java.time.LocalTime.of(17, 0),
            java.time.ZoneId.of("UTC"),
            java.util.Set.of()));
    loses("a1", Cause.NO_BLANKS);
    loses("b1", Cause.NO_BLANKS);
    pass(30 * MINUTE);
    assertThat(told())
        .filteredOn(AlertEvent.Opened.class::isInstance)
        .extracting(event -> event.alert().scope())
        .containsExactly(new Scope.OfStation(new EdgeNodeDescriptor("b", "b1")));

    pass(31 * MINUTE);
    assertThat(told())
        .filteredOn(AlertEvent.Opened.class::isInstance)
        .extracting(event -> event.alert().since())
        .containsExactly(START);
  }

  @Test
  void an_alert_does_not_end_while_its_station_is_lost_again() {
    loses("a1", Cause.SILENT);
    pass(35 * SECOND);
    works("a1");
    pass(40 * SECOND);
    loses("a1", Cause.SILENT);
    pass(60 * SECOND);
    assertThat(told()).singleElement().isInstanceOf(AlertEvent.Opened.class);
    works("a1");
    pass(65 * SECOND);
    assertThat(told()).singleElement().isInstanceOf(AlertEvent.Closed.class);
  }

  @Test
  void an_unsteady_station_is_one_alert_until_it_has_been_quiet() {
    for (int i = 0; i < 20; i++) {
      loses("a1", Cause.SILENT);
      pass(20 * SECOND);
      works("a1");
      pass(70 * SECOND);
    }
    List<AlertEvent> events = told();
    assertThat(events).filteredOn(AlertEvent.Opened.class::isInstance).hasSize(1);
    assertThat(events).filteredOn(AlertEvent.Closed.class::isInstance).isEmpty();
    assertThat(book.open().getFirst().unsteady()).isTrue();

    pass(8 * MINUTE);
    assertThat(told()).filteredOn(AlertEvent.Closed.class::isInstance).isEmpty();
    pass(2 * MINUTE);
    assertThat(told()).anyMatch(AlertEvent.Closed.class::isInstance);
  }

  @Test
  void what_nobody_takes_up_is_told_once_more() {
    loses("a1", Cause.HELD);
    loses("a2", Cause.NO_BLANKS);
    loses("b1", Cause.NO_BLANKS);
    pass(MINUTE);
    long first = told().getFirst().alert().number();
    assertThat(book.acknowledge(first, "ma")).isTrue();
    assertThat(book.silence(first + 1, now + 60 * MINUTE)).isTrue();
    pass(40 * MINUTE);

    assertThat(told())
        .singleElement()
        .satisfies(event -> {
          assertThat(event).isInstanceOf(AlertEvent.Escalated.class);
          assertThat(event.alert().number()).isEqualTo(first + 2);
        });
    pass(30 * MINUTE);
    assertThat(told())
        .singleElement()
        .satisfies(event -> assertThat(event.alert().number()).isEqualTo(first + 1));
  }

  @Test
  void the_fleets_alert_is_not_told_again_while_every_counter_is_closed() {
    for (String district : stations.keySet()) {
      hours.put(
          district,
          new OpeningHours(
              java.util.EnumSet.allOf(java.time.DayOfWeek.class),
              java.time.LocalTime.of(8, 0),
              java.time.LocalTime.of(9, 10),
              java.time.ZoneId.of("UTC"),
              java.util.Set.of()));
      for (int i = 0; i < 10; i++) {
        loses(district + i, Cause.SILENT);
      }
    }
    pass(60 * MINUTE);

    assertThat(told())
        .singleElement()
        .satisfies(event -> assertThat(event).isInstanceOf(AlertEvent.Opened.class));
  }

  @Test
  void what_is_over_but_not_yet_closed_is_not_told_again() {
    loses("a1", Cause.HELD);
    pass(15 * MINUTE);
    works("a1");
    pass(5 * MINUTE);

    assertThat(told()).noneMatch(AlertEvent.Escalated.class::isInstance);
  }

  @Test
  void a_whole_of_which_only_a_small_part_is_looked_after_is_looked_after_by_nobody() {
    loses("a0", Cause.SILENT);
    pass(MINUTE);
    assertThat(book.acknowledge(1, "ma")).isTrue();
    for (int i = 1; i < 9; i++) {
      loses("a" + i, Cause.SILENT);
    }
    told();
    pass(MINUTE);

    assertThat(told().getFirst().alert().scope()).isEqualTo(new Scope.OfDistrict("a"));
    assertThat(book.open().getFirst().acknowledgedBy()).isEmpty();
  }

  @Test
  void an_alert_that_does_not_exist_cannot_be_taken_up() {
    assertThat(book.acknowledge(7, "ma")).isFalse();
    assertThat(book.silence(7, now)).isFalse();
  }
}
