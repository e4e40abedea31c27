package org.countersign.centre.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.stream.Stream;
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
