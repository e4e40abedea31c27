package org.countersign.centre.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every store of history must do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class HistoryContract {

  private static final EdgeNodeDescriptor STATION =
      new EdgeNodeDescriptor("no\\rth", "station\\n1");
  private static final EdgeNodeDescriptor OTHER = new EdgeNodeDescriptor("no\\rth", "station-2");
  private static final long MONDAY = Instant.parse("2026-11-23T23:50:00Z").toEpochMilli();
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);

  private HistoryStore store;

  abstract HistoryStore open() throws Exception;

  @BeforeEach
  void start() throws Exception {
    store = open();
  }

  @AfterEach
  void end() {
    store.close();
  }

  private static Block block(EdgeNodeDescriptor station, long at, double value) {
    SampleWriter writer = new SampleWriter();
    assertThat(writer.add(new Sample("", "Jobs/Waiting", at, value))).isTrue();
    return new Block(station, at, at, at, writer.bytes());
  }

  private List<Series.Point> points(long from, long to) {
    return Series.of(store.blocks(STATION, from, to), "", "Jobs/Waiting", from, to, 100);
  }

  @Test
  void a_station_gets_its_own_samples_back_over_midnight_and_a_restart() throws Exception {
    store.append(
        List.of(
            block(STATION, MONDAY, 1), block(OTHER, MONDAY, 9), block(STATION, MONDAY + HOUR, 2)));
    store.append(List.of(block(STATION, MONDAY + 2 * HOUR, 3)));
    end();
    start();
    assertThat(points(MONDAY, MONDAY + 3 * HOUR))
        .extracting(Series.Point::last)
        .containsExactly(1.0, 2.0, 3.0);
    assertThat(points(MONDAY + 1, MONDAY + 2 * HOUR))
        .extracting(Series.Point::last)
        .containsExactly(2.0);
  }

  @Test
  void days_that_are_too_old_go_and_the_others_stay() {
    store.append(List.of(block(STATION, MONDAY, 1), block(STATION, MONDAY + HOUR, 2)));
    store.dropBefore(LocalDate.parse("2026-11-24"));
    assertThat(points(MONDAY, MONDAY + 2 * HOUR))
        .extracting(Series.Point::last)
        .containsExactly(2.0);
    store.append(List.of(block(STATION, MONDAY + HOUR + 1, 3)));
    assertThat(points(MONDAY, MONDAY + 2 * HOUR)).isNotEmpty();
  }

  @Test
  void nothing_is_there_of_a_time_that_nobody_recorded() {
    assertThat(points(MONDAY, MONDAY + HOUR)).isEmpty();
  }
}
