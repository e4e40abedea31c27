package org.countersign.station.box;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RunMarkerTest {

  @TempDir Path folder;

  @Test
  void the_first_run_knows_of_none_before() {
    assertThat(run(true).lastClean()).isEmpty();
  }

  @Test
  void a_run_that_ended_in_order_is_known_to_the_next_and_only_to_it() {
    run(true);
    assertThat(RunMarker.begin(file()).lastClean()).hasValue(true);
    assertThat(RunMarker.begin(file()).lastClean()).hasValue(false);
  }

  @Test
  void a_run_that_was_cut_or_closed_without_a_word_did_not_end_in_order() {
    run(false);
    assertThat(RunMarker.begin(file()).lastClean()).hasValue(false);
  }

  @Test
  void a_file_of_something_else_is_no_answer_and_is_written_anew() throws IOException {
    Files.writeString(file(), "x".repeat(1_000));
    assertThat(run(true).lastClean()).isEmpty();
    assertThat(RunMarker.begin(file()).lastClean()).hasValue(true);
  }

  @Test
  void a_folder_that_is_gone_costs_the_answer_alone() {
    RunMarker marker = RunMarker.begin(folder.resolve("nowhere").resolve("run"));
    marker.endsInOrder();
    marker.close();
    assertThat(marker.lastClean()).isEmpty();
  }

  private RunMarker run(boolean inOrder) {
    try (RunMarker marker = RunMarker.begin(file())) {
      if (inOrder) {
        marker.endsInOrder();
      }
      return marker;
    }
  }

  private Path file() {
    return folder.resolve("run");
  }
}
