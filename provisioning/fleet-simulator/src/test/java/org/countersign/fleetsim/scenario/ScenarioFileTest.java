package org.countersign.fleetsim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioFileTest {

  @TempDir Path folder;

  @Test
  void everyShippedScenarioIsRead() throws ScenarioException {
    for (String name : ScenarioFile.SHIPPED) {
      Scenario scenario = ScenarioFile.read(name);
      assertThat(scenario.about()).endsWith(".");
      assertThat(scenario.faults()).allMatch(rule -> rule.at().compareTo(scenario.lasts()) < 0);
    }
  }

  @Test
  void aFileIsReadWithEverythingItSays() throws Exception {
    Path file =
        write(
            """
            about = "A test."
            begins = "07:00"
            lasts = "90m"
            opens = "09:00"
            closes = "16:00"
            cards-per-day = 200
            [[fault]]
            cause = "power-cut"
            at = "5m"
            within = "10s"
            lasts = "1m"
            percent = 20
            district = "district-02"
            silent = true
            [[fault]]
            cause = "clock-wrong"
            stations = 3
            behind = "2h"
            """);
    Scenario scenario = ScenarioFile.read(file.toString());
    assertThat(scenario.begins()).isEqualTo(LocalTime.of(7, 0));
    assertThat(scenario.lasts()).isEqualTo(Duration.ofMinutes(90));
    assertThat(scenario.cardsPerDay()).isEqualTo(200);
    FaultRule cut = scenario.faults().get(0);
    assertThat(cut.ways().silent()).isTrue();
    assertThat(cut.lasts()).contains(Duration.ofMinutes(1));
    assertThat(cut.selection())
        .isEqualTo(new Selection(Selection.Kind.PERCENT, 20, Optional.of("district-02")));
    assertThat(scenario.faults().get(1).lasts()).isEmpty();
    assertThat(scenario.faults().get(1).ways().behind()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void theWaysOfASilenceAreRead() throws Exception {
    Path file =
        write(
            """
            about = "A test."
            lasts = "1h"
            [[fault]]
            cause = "planned"
            sites = 2
            reason = "the counter moves"
            back-in = "20m"
            [[fault]]
            cause = "hung"
            stations = 1
            stuck = "ledger"
            [[fault]]
            cause = "clock-wrong"
            stations = 1
            link-after = "2m"
            [[fault]]
            cause = "service-crash"
            district = "district-01"
            """);
    List<FaultRule> faults = ScenarioFile.read(file.toString()).faults();
    assertThat(faults.get(0).selection())
        .isEqualTo(new Selection(Selection.Kind.SITES, 2, Optional.empty()));
    assertThat(faults.get(0).ways().stop())
        .isEqualTo(new Stop("the counter moves", Optional.of(Duration.ofMinutes(20))));
    assertThat(faults.get(1).ways().stuck()).isEqualTo("ledger");
    assertThat(faults.get(2).ways().linkAfter()).contains(Duration.ofMinutes(2));
    assertThat(faults.get(3).selection().kind()).isEqualTo(Selection.Kind.DISTRICTS);
  }

  @Test
  void wordsThatNoStationWouldTakeAndKeysOfOtherCausesAreRefused() throws Exception {
    Path file =
        write(
            """
            about = "A test."
            [[fault]]
            cause = "planned"
            stations = 1
            reason = "two\\nlines"
            [[fault]]
            cause = "restart"
            stations = 1
            reason = "any"
            [[fault]]
            cause = "link-refused"
            stations = 1
            """);
    assertThatThrownBy(() -> ScenarioFile.read(file.toString()))
        .hasMessageContaining("fault[1].reason: must have 200 characters at most")
        .hasMessageContaining("fault[2].reason: unknown key")
        .hasMessageContaining("fault[3].cause: is none");
  }

  @Test
  void everyProblemIsToldAtOnceWithItsPlaceAndTheLikelySpelling() throws Exception {
    Path file =
        write(
            """
            about = "A test."
            begins = "25:00"
            lenght = "1h"
            [[fault]]
            cause = "stockout"
            stations = 1
            [[fault]]
            cause = "stock-out"
            stations = 1
            silent = true
            [[fault]]
            cause = "line-slow"
            stations = 1
            percent = 2
            """);
    assertThatThrownBy(() -> ScenarioFile.read(file.toString()))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining(":2:")
        .hasMessageContaining("time of day")
        .hasMessageContaining("lenght")
        .hasMessageContaining("did you mean stock-out?")
        .hasMessageContaining("fault[2].silent: unknown key")
        .hasMessageContaining("in one way");
  }

  @Test
  void aNameThatIsNoneIsAnsweredWithTheNearestOne() {
    assertThatThrownBy(() -> ScenarioFile.read("mornin"))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("did you mean morning?");
  }

  @Test
  void aCounterThatClosesBeforeItOpensIsRefused() throws Exception {
    Path file = write("about = \"A test.\"\nopens = \"09:00\"\ncloses = \"08:00\"\n");
    assertThatThrownBy(() -> ScenarioFile.read(file.toString()))
        .hasMessageContaining("closes: must be later than opens");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("test.toml"), text);
  }
}
