package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.station.box.RunMarker;
import org.countersign.station.box.StopNotice;
import org.countersign.station.box.SystemState;
import org.countersign.station.fleet.PlannedStop;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a run ends and what the centre hears of it, with a command in the place of systemctl. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StoppingTest {

  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

  @TempDir Path folder;
  private final List<PlannedStop> told = new ArrayList<>();
  private String systemSays = "running";
  private String stuck = "";

  /** A run that begins, with a centre. */
  private final class Run implements AutoCloseable {

    final RunMarker marker = RunMarker.begin(folder.resolve("run"));
    final Stopping stopping =
        new Stopping(
            marker,
            new SystemState(List.of("echo", systemSays), Duration.ofSeconds(10)),
            folder,
            () -> NOW);

    Run toCentre() {
      stopping.toldOver(told::add, () -> stuck);
      return this;
    }

    @Override
    public void close() {
      stopping.begin();
      marker.close();
    }
  }

  private Optional<Boolean> lastClean() {
    try (RunMarker next = RunMarker.begin(folder.resolve("run"))) {
      return next.lastClean();
    }
  }

  private void leave(String reason) throws IOException {
    new StopNotice(reason, NOW, Optional.of(NOW.plusSeconds(7_200))).leave(folder);
  }

  @Test
  void a_stop_of_the_service_alone_is_told_as_one_and_ends_in_order() {
    new Run().toCentre().close();
    assertThat(told).containsExactly(PlannedStop.of("the service is stopped"));
    assertThat(lastClean()).hasValue(true);
  }

  @Test
  void a_stop_with_the_whole_box_is_told_as_that() {
    systemSays = "stopping";
    new Run().toCentre().close();
    assertThat(told).containsExactly(PlannedStop.of("the box is shut down"));
  }

  @Test
  void the_words_that_a_person_left_go_before_and_count_once() throws IOException {
    systemSays = "stopping";
    Run first = new Run().toCentre();
    leave("new shelves");
    first.close();
    assertThat(told)
        .containsExactly(
            new PlannedStop("new shelves", Optional.of(NOW.plus(Duration.ofHours(2)))));
    new Run().toCentre().close();
    assertThat(told.getLast()).isEqualTo(PlannedStop.of("the box is shut down"));
  }

  @Test
  void words_left_before_the_start_were_for_an_earlier_stop() throws IOException {
    leave("new shelves");
    new Run().toCentre().close();
    assertThat(told).containsExactly(PlannedStop.of("the service is stopped"));
  }

  @Test
  void a_station_whose_insides_hang_was_given_up_and_nobody_planned_it() throws IOException {
    stuck = "ledger";
    Run given = new Run().toCentre();
    leave("new shelves");
    given.close();
    assertThat(told).isEmpty();
    assertThat(lastClean()).hasValue(false);
  }

  @Test
  void a_second_call_tells_nothing_again() {
    Run run = new Run().toCentre();
    run.stopping.begin();
    run.close();
    assertThat(told).hasSize(1);
  }

  @Test
  void a_station_without_a_centre_ends_in_order_too() {
    new Run().close();
    assertThat(told).isEmpty();
    assertThat(lastClean()).hasValue(true);
  }
}
