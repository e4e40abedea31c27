package org.countersign.station.commands;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.countersign.personalization.JobState;
import org.countersign.station.client.JobStatus;
import org.countersign.station.client.StationClient;
import org.countersign.station.client.StationException;
import org.countersign.station.terminal.Table;
import org.countersign.station.terminal.Table.Cell;
import org.countersign.station.terminal.Table.Column;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists jobs. */
@Command(
    name = "jobs",
    description = "Lists the station's jobs, or ends one that has touched no card.",
    mixinStandardHelpOptions = true)
final class JobsCommand implements Callable<Integer> {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss");

  private final Terminal terminal;

  @Mixin private StationOptions station = new StationOptions();

  @Option(
      names = "--state",
      split = ",",
      paramLabel = "STATE",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private Set<JobState> states = EnumSet.noneOf(JobState.class);

  @Option(names = "--cancel", paramLabel = "ID", description = "Ends the job of this id.")
  private Optional<String> cancel = Optional.empty();

  @Option(names = "--json", description = "One line of JSON a job.")
  private boolean json;

  JobsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (StationClient client = station.client()) {
      if (cancel.isPresent()) {
        JobStatus job = client.cancel(cancel.get());
        terminal.line(job.id() + " is " + job.state());
        return ExitCode.OK;
      }
      return list(client);
    }
  }

  private int list(StationClient client) throws StationException, InterruptedException {
    Table table =
        Table.of(
            Column.left("JOB"),
            Column.left("STATE"),
            Column.left("SERIAL"),
            Column.left("PRODUCT"),
            Column.left("SUITE"),
            Column.left("DEVICE"),
            Column.left("CHANGED"),
            Column.left("VERDICT"));
    Optional<String> after = Optional.empty();
    do {
      StationClient.JobPage page = client.jobs(after, 500, states);
      show(page.jobs(), table);
      after = page.next();
    } while (after.isPresent());
    if (!json) {
      table.print(terminal);
    }
    return ExitCode.OK;
  }

  private void show(List<JobStatus> jobs, Table table) {
    for (JobStatus job : jobs) {
      if (json) {
        terminal.line(CommandJson.line(job));
      } else {
        table.row(
            Cell.of(job.id()),
            Cell.of(job.state().name()),
            Cell.of(job.serial().orElse("-")),
            Cell.of(job.profile()),
            Cell.of(job.suite()),
            Cell.of(job.device().orElse("-")),
            Cell.of(TIME.format(LocalDateTime.ofInstant(job.changedAt(), ZoneId.systemDefault()))),
            JobWords.verdict(job));
      }
    }
  }
}
