package org.countersign.station.box;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in the place of systemctl. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SystemStateTest {

  @TempDir Path folder;

  @Test
  void the_word_stopping_says_that_the_box_goes_down_whatever_the_exit_code() throws IOException {
    assertThat(state("echo stopping; exit 1").isStopping()).isTrue();
    assertThat(state("echo running").isStopping()).isFalse();
    assertThat(state("echo degraded; exit 1").isStopping()).isFalse();
    assertThat(state("yes stopping").isStopping()).isFalse();
  }

  @Test
  void nobody_is_waited_for() throws IOException {
    SystemState silent = new SystemState(script("exec sleep 60"), Duration.ofMillis(100));
    long start = System.nanoTime();
    assertThat(silent.isStopping()).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void a_box_without_systemd_is_not_going_down() {
    assertThat(
            new SystemState(List.of(folder.resolve("none").toString()), Duration.ofSeconds(5))
                .isStopping())
        .isFalse();
  }

  private SystemState state(String lines) throws IOException {
    return new SystemState(script(lines), Duration.ofSeconds(2));
  }

  private List<String> script(String lines) throws IOException {
    Path script = folder.resolve("systemctl");
    Files.writeString(script, lines + "\n");
    return List.of("/bin/sh", script.toString());
  }
}
