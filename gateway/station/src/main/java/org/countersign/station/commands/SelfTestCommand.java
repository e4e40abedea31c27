package org.countersign.station.commands;

import java.util.concurrent.Callable;
import org.countersign.station.client.StationClient;
import org.countersign.station.selftest.SelfTestReport;
import org.countersign.station.selftest.Verdict;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets the station look at itself. */
@Command(
    name = "self-test",
    description = {
      "Lets the station look at itself now, and tells everything it found and how many cards the"
          + " day can hold.",
      "It does so by itself every morning; 'doctor' tells only what is wrong."
    },
    mixinStandardHelpOptions = true)
final class SelfTestCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private StationOptions station = new StationOptions();
  @Mixin private LanguageOption language = new LanguageOption();

  @Option(names = "--json", description = "One line of JSON a finding, and one for the day.")
  private boolean json;

  SelfTestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    FindingPage page = new FindingPage(terminal, language.catalogue());
    try (StationClient client = station.client()) {
      SelfTestReport report = client.selfTest();
      if (json) {
        page.json(report, true);
      } else {
        page.all(report);
      }
      return report.verdict() == Verdict.BAD ? ExitCode.FAILED : ExitCode.OK;
    }
  }
}
