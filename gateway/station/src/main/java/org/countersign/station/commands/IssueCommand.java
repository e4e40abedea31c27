package org.countersign.station.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.countersign.station.client.JobStatus;
import org.countersign.station.client.StationClient;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Issues cards from a file. */
@Command(
    name = "issue",
    description = "Submits every application of a file and waits until each is a proven card.",
    footer = {
      "",
      "The file has one JSON object a line: the application, and beside it its \"id\". Without an"
          + " id the application's digest is its id. The same file again makes no second card: what"
          + " is done is shown, what is not is followed. An attachment \"@PATH\" is read from"
          + " beside the file."
    },
    mixinStandardHelpOptions = true)
final class IssueCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private StationOptions station = new StationOptions();

  @Parameters(paramLabel = "FILE.jsonl", description = "Applications, one a line.")
  private Path file = Path.of("");

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "Give up when nothing has happened for so long (${DEFAULT-VALUE}).")
  private long patience;

  @Option(names = "--json", description = "One line of JSON a card instead of bar and table.")
  private boolean json;

  IssueCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    long start = System.nanoTime();
    // With --json only JSON goes to the output.
    Terminal progress = json ? Terminal.plain(terminal.err(), terminal.err()) : terminal;
    try (StationClient client = station.client()) {
      IssueRun run =
          new IssueRun(
              client,
              progress,
              Duration.ofSeconds(patience),
              job -> {
                if (json) {
                  terminal.line(CommandJson.line(job));
                }
              });
      IssueRun.Result result = run.run(file);
      if (!json) {
        summarize(result, (System.nanoTime() - start) / 1e9);
      }
      return result.isGood() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private void summarize(IssueRun.Result result, double seconds) {
    List<JobStatus> jobs = result.jobs();
    if (!jobs.isEmpty()) {
      terminal.line("");
      CardTable.print(jobs, terminal);
    }
    long good = jobs.stream().filter(j -> j.work().map(w -> w.isGood()).orElse(false)).count();
    int all = jobs.size() + result.refused().size() + result.waiting().size();
    terminal.line("");
    String text =
        String.format(
            Locale.ROOT, "%d of %d cards issued and verified in %.1f s", good, all, seconds);
    terminal.line(terminal.styled(result.isGood() ? Style.GOOD : Style.BAD, text));
    if (!result.refused().isEmpty()) {
      terminal.line(result.refused().size() + " applications were refused; see above.");
    }
    if (!result.waiting().isEmpty()) {
      terminal.line(
          result.waiting().size()
              + " jobs still wait. 'countersign devices' shows what stops them; the same command"
              + " again goes on waiting.");
    }
  }
}
