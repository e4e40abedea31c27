package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hand pulls the card out of the encoder, once at every command that a good card takes. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CardPulledAtAnyCommandTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {EveryCommand.PERMIT, EveryCommand.REGISTRATION})
  void the_card_is_accounted_for_the_device_issues_the_next_and_finishes_it_when_it_is_put_back(
      String product) throws Exception {
    try (EveryCommand every = new EveryCommand(folder, product, "pull@%d")) {
      every.work();
      for (int k = 1; k <= every.commands; k++) {
        assertThat(every.firstProblem(k))
            .as("command %d", k)
            .matches(".+: sending a command: the card was pulled in the middle of it.*")
            .containsAnyOf("the job waits for ", "keep it apart");
      }
      every.recordMustNotContradictTheCards();
      assertThat(every.putBackWhatIsInDoubt()).isGreaterThan(every.commands / 3);
      every.recordMustNotContradictTheCards();
      assertThat(every.station.stock().path("inDoubt").asInt()).isZero();
    }
  }
}
