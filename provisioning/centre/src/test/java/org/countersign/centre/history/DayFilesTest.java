package org.countersign.centre.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract with files of SQLite's. */
final class DayFilesTest extends HistoryContract {

  @TempDir Path folder;

  @Override
  HistoryStore open() {
    return new DayFiles(folder);
  }

  @Test
  void a_day_of_an_earlier_version_is_read_and_goes_on_being_written() throws Exception {
    long at = Instant.parse("2026-11-20T10:00:00Z").toEpochMilli();
    EdgeNodeDescriptor station = new EdgeNodeDescriptor("north", "station-1");
    try (Connection day =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("2026-11-20.db"));
        Statement statement = day.createStatement()) {
      statement.execute(
          "create table block (district text not null, station text not null, from_millis integer"
              + " not null, to_millis integer not null, samples blob not null)");
      statement.execute(
          "insert into block values ('north', 'station-1', %d, %d, x'%s')"
              .formatted(
                  at, at, HexFormat.of().formatHex(SampleReaderTest.naming("", "Cards", at, 5))));
    }
    try (HistoryStore store = open()) {
      assertThat(values(store, station, at)).containsExactly(5.0);
      SampleWriter writer = new SampleWriter();
      assertThat(writer.add(new Sample("", "Cards", at + 60_000, 6))).isTrue();
      store.append(
          List.of(
              new Block(station, at, at + 60_000, at + 60_000, writer.names(), writer.bytes())));
      assertThat(values(store, station, at)).containsExactly(5.0, 6.0);
    }
  }

  private static List<Double> values(HistoryStore store, EdgeNodeDescriptor station, long at) {
    long to = at + 3_600_000;
    return Series.of(store.blocks(station, at, to), "", "Cards", at, to, 100).stream()
        .map(Series.Point::last)
        .toList();
  }

  @Test
  void files_that_are_none_of_ours_are_left_alone() throws Exception {
    Path notes = Files.writeString(folder.resolve("notes.db"), "not a day");
    try (HistoryStore store = open()) {
      store.dropBefore(LocalDate.parse("2030-01-01"));
    }
    assertThat(notes).exists();
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(notes);
    }
  }
}
