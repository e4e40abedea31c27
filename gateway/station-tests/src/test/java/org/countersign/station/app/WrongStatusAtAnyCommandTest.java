package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The card answers a status word that does not belong there, once at every command. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WrongStatusAtAnyCommandTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {EveryCommand.PERMIT, EveryCommand.REGISTRATION})
  void the_step_and_the_answer_are_told_and_the_device_issues_the_next(String product)
      throws Exception {
    try (EveryCommand every = new EveryCommand(folder, product, "sw=6F00@%d")) {
      every.work();
      for (int k = 1; k <= every.commands; k++) {
        assertThat(every.firstProblem(k))
            .as("command %d", k)
            .matches("[^;]+ answers 6F00 \\(no precise diagnosis\\).*")
            .containsAnyOf("the job waits for ", "keep it apart");
      }
      every.recordMustNotContradictTheCards();
      // The card lies there still, so what was disturbed is gone on with at once.
      assertThat(every.putBackWhatIsInDoubt()).isZero();
    }
  }
}
