package org.countersign.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every driver of the installation issues residence permits, judged by its own chips and ledger.
 * {@code countersign demo drivers} does the same with 200 cards each.
 */
@Execution(ExecutionMode.CONCURRENT)
final class DriversIT {

  private static final Pattern ROW =
      Pattern.compile("(?m)^([a-z0-9-]+) +(plain|process|damaged) +(\\d+) +(\\d+) +(.*)$");

  private static final List<String> DRIVERS =
      List.of("pn532", "serial-ccid", "serial-ccid-acs", "osdp", "encoder-printer");

  @Test
  void every_driver_issues_cards_in_the_stations_process_and_in_one_of_its_own() throws Exception {
    Command.Outcome outcome = drivers("--mode", "plain,process", "--cards", "4");

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(rows(outcome))
        .containsExactlyElementsOf(
            DRIVERS.stream()
                .flatMap(d -> Stream.of(d + " plain 4 4", d + " process 4 4"))
                .toList());
    assertThat(outcome.out()).doesNotContain("does not balance");
  }

  @Test
  void over_lines_that_damage_frames_every_card_is_accounted_for() throws Exception {
    Command.Outcome outcome = drivers("--mode", "damaged", "--damage", "50", "--cards", "3");

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(rows(outcome)).hasSize(DRIVERS.size());
    assertThat(outcome.out().lines().filter(line -> line.contains(": balances;")))
        .hasSize(DRIVERS.size());
    assertThat(outcome.out().lines().filter(line -> line.contains("seed 1, damage {")))
        .as("frames were damaged")
        .hasSize(DRIVERS.size());
  }

  @Test
  void a_driver_that_is_not_there_is_named() throws Exception {
    Command.Outcome outcome = drivers("--driver", "pn533");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("no driver 'pn533'").contains("pn532");
  }

  private static Command.Outcome drivers(String... arguments) throws Exception {
    try (Installation installation = Installation.in("countersign")) {
      String[] line = new String[arguments.length + 2];
      line[0] = "demo";
      line[1] = "drivers";
      System.arraycopy(arguments, 0, line, 2, arguments.length);
      return installation.countersign(line).run();
    }
  }

  /** Driver, mode, issued and verified of each row of the table. */
  private static List<String> rows(Command.Outcome outcome) {
    Matcher row = ROW.matcher(outcome.out());
    return row.results()
        .map(found ->
            String.join(" ", found.group(1), found.group(2), found.group(3), found.group(4)))
        .toList();
  }
}
