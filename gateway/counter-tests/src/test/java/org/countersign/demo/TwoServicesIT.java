package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.countersign.personalization.JobState;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody starts the service a second time on the same folder, as a process of its own. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TwoServicesIT {

  @TempDir Path folder;

  @BeforeAll
  static void realParts() {
    RealPart.requirePcscd();
    System.setProperty(
        "countersign.examples", Path.of("../examples").toAbsolutePath().normalize().toString());
  }

  @Test
  void the_second_one_ends_with_words_and_the_first_one_goes_on() throws Exception {
    try (Counter counter = Counter.with(folder, 0);
        StationProcess first = StationProcess.start(counter, folder.resolve("first.log"))) {
      String before = counter.submit(1);
      try (StationProcess second = StationProcess.launch(counter, folder.resolve("second.log"))) {
        assertThat(second.awaitExit()).isNotZero();
        assertThat(second.said())
            .contains(counter.ledgerFile().toString())
            .containsIgnoringCase("another")
            .doesNotContain("is ready after");
      }
      String after = counter.submit(2);
      counter.serveUntilEnded(List.of(before, after), 0);
      assertThat(counter.job(before).state()).isEqualTo(JobState.ACTIVATED);
      assertThat(counter.job(after).state()).isEqualTo(JobState.ACTIVATED);
      assertThat(first.said()).doesNotContain(" ERROR ");

      first.kill();
      try (StationProcess third = StationProcess.start(counter, folder.resolve("third.log"))) {
        assertThat(counter.job(after).state()).isEqualTo(JobState.ACTIVATED);
        assertThat(third.said()).contains("is ready after");
      }
    }
  }
}
