package org.countersign.station.commands;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.countersign.station.client.StationClient;
import org.countersign.station.client.StationException;
import org.countersign.station.client.StationException.Reason;
import org.countersign.station.selftest.DayCapacity;
import org.countersign.station.selftest.Finding;
import org.countersign.station.selftest.Item;
import org.countersign.station.selftest.SelfTestReport;
import org.countersign.station.selftest.Verdict;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says on one page what is wrong and what to do. */
@Command(
    name = "doctor",
    description = {
      "Says on one page what is wrong and what to do, what stops cards first.",
      "A running station looks at itself. Of one that does not run, its configuration, ledger, disk"
          + " and clock are looked at, and what is plugged in; nothing is changed and no port"
          + " opened."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private StationOptions station = new StationOptions();
  @Mixin private LanguageOption language = new LanguageOption();

  @Option(names = "--json", description = "One line of JSON a finding, and one for the day.")
  private boolean json;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    FindingPage page = new FindingPage(terminal, language.catalogue());
    Examination examination = examine();
    if (json) {
      page.json(examination.report(), examination.running());
    } else {
      page.problems(examination.report(), examination.running());
    }
    return examination.report().verdict() == Verdict.BAD ? ExitCode.FAILED : ExitCode.OK;
  }

  /**
   * What was seen.
   *
   * @param running whether the station itself has looked
   */
  private record Examination(SelfTestReport report, boolean running) {}

  private Examination examine() throws StationException, InterruptedException {
    Finding down;
    try (StationClient client = station.client()) {
      return new Examination(client.selfTest(), true);
    } catch (StationException said) {
      if (said.reason() == Reason.NOT_ALLOWED) {
        return closed(String.valueOf(said.getMessage()));
      }
      if (said.reason() != Reason.UNREACHABLE) {
        throw said;
      }
      down = Finding.bad(Item.SERVICE, "", "station.down", station.addressed());
    } catch (CommandFailure noAddress) {
      // Without a token or with a configuration that cannot be read nobody can be asked.
      down =
          Finding.bad(Item.SERVICE, "", "station.closed", String.valueOf(noAddress.getMessage()));
    }
    return new Examination(new StoppedStation(station.folder()).look(down), false);
  }

  private static Examination closed(String why) {
    return new Examination(
        new SelfTestReport(
            Instant.now(),
            Duration.ZERO,
            List.of(Finding.bad(Item.SERVICE, "", "station.closed", why)),
            DayCapacity.STOPPED),
        false);
  }
}
