package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hand takes the card and lays another blank in its place, once at every command. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AnotherChipAtAnyCommandTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {EveryCommand.PERMIT, EveryCommand.REGISTRATION})
  void a_reader_that_notices_it_says_so_and_the_device_issues_the_next(String product)
      throws Exception {
    try (EveryCommand every = new EveryCommand(folder, product, "swap@%d")) {
      every.work();
      for (int k = 1; k <= every.commands; k++) {
        // The activating command may have arrived: then the card is read, and the other is no
        // proof.
        assertThat(every.firstProblem(k))
            .as("command %d", k)
            .matches(".+: sending a command: the card was taken and another one put in its place.*")
            .containsAnyOf("the job waits for ", "keep it apart");
      }
      every.recordMustNotContradictTheCards();
      // Also a blank that was only signed for, if what was signed holds its number.
      assertThat(every.putBackWhatIsInDoubt()).isGreaterThan(every.commands / 3);
      every.recordMustNotContradictTheCards();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {EveryCommand.PERMIT, EveryCommand.REGISTRATION})
  void a_reader_that_does_not_notice_it_never_makes_the_other_chip_valid_for_the_first_ones_job(
      String product) throws Exception {
    try (EveryCommand every = new EveryCommand(folder, product, "swap-unnoticed@%d")) {
      every.work();
      for (int k = every.chipKnownAt() + 1; k <= every.commands; k++) {
        assertThat(every.firstProblem(k))
            .as("command %d", k)
            .containsAnyOf("another chip was put in the place", " answers ")
            .containsAnyOf("the job waits for ", "keep it apart");
      }
      every.recordMustNotContradictTheCards();
    }
  }
}
