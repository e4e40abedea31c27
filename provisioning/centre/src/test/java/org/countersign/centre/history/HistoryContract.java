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
    assertThat(writer.add(new Sample("encoder-1", "Of " + station.node(), at, value))).isTrue();
    assertThat(writer.add(new Sample("", "Jobs/Waiting", at, value))).isTrue();
    return new Block(station, at, at, at, writer.names(), writer.bytes());
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
  void blocks_of_an_earlier_version_are_kept_and_given_beside_those_of_this_one() {
    byte[] naming = SampleReaderTest.naming("", "Jobs/Waiting", MONDAY, 7);
    store.append(
        List.of(
            new Block(STATION, MONDAY, MONDAY, MONDAY, List.of(), naming),
            block(STATION, MONDAY + 1, 8)));
    assertThat(points(MONDAY, MONDAY + 100))
        .extracting(Series.Point::last)
        .containsExactly(7.0, 8.0);
  }

  @Test
  void names_that_no_table_takes_are_kept_with_their_block() {
    List<String> odd = List.of("a\u0000b", "x".repeat(300), "\u4e2d\u6587", "it's \"so\"\\t");
    SampleWriter writer = new SampleWriter();
    odd.forEach(name -> assertThat(writer.add(new Sample("", name, MONDAY, 1))).isTrue());
    store.append(
        List.of(new Block(STATION, MONDAY, MONDAY, MONDAY, writer.names(), writer.bytes())));
    List<Block> found = store.blocks(STATION, MONDAY, MONDAY + 1);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().names()).extracting(SeriesName::metric).isEqualTo(odd);
  }

  @Test
  void a_block_is_kept_in_little_more_than_its_samples_once_its_names_are_known() {
    NameTable names = new NameTable();
    SampleWriter writer = new SampleWriter();
    for (int i = 0; i < 100; i++) {
      assertThat(writer.add(new Sample("encoder-1", "a metric of number " + i, MONDAY, i)))
          .isTrue();
    }
    Block block = new Block(STATION, MONDAY, MONDAY, MONDAY, writer.names(), writer.bytes());
    assertThat(names.pack(block)).hasSizeLessThan(block.samples().length + 110);
    assertThat(names.fresh()).hasSize(100);
    assertThat(names.fresh()).isEmpty();
  }

  @Test
  void a_table_of_names_is_bounded_and_what_finds_no_room_is_read_all_the_same() throws Exception {
    NameTable names = new NameTable();
    for (int i = 0; i < NameTable.MOST; i++) {
      names.add(new SeriesName("", "metric " + i));
    }
    Block block = block(STATION, MONDAY, 3);
    Block again = names.unpack(STATION, MONDAY, MONDAY, names.pack(block));
    assertThat(names.fresh()).isEmpty();
    assertThat(again.names()).isEqualTo(block.names());
    assertThat(again.samples()).isEqualTo(block.samples());
  }

  @Test
  void nothing_is_there_of_a_time_that_nobody_recorded() {
    assertThat(points(MONDAY, MONDAY + HOUR)).isEmpty();
  }
}
