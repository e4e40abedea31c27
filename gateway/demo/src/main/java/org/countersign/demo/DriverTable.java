package org.countersign.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.countersign.demo.CardAudit.Account;
import org.countersign.demo.CardAudit.Fate;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Table;
import org.countersign.station.terminal.Table.Cell;
import org.countersign.station.terminal.Table.Column;
import org.countersign.station.terminal.Terminal;

/** What came of the runs, one a line, and whether the cards add up. */
final class DriverTable {

  private final Terminal terminal;
  private final List<DriverRun.Tally> runs = new ArrayList<>();

  DriverTable(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Adds a run and says at once what does not hold. */
  void add(DriverRun.Tally run) {
    runs.add(run);
    Account account = run.account();
    terminal.line(
        "  %d blanks used = %d issued + %d spoiled + %d in doubt + %d quarantined: %s"
            .formatted(
                account.used(),
                account.of(Fate.ISSUED),
                account.of(Fate.SPOILED),
                account.of(Fate.IN_DOUBT),
                account.of(Fate.QUARANTINED),
                run.balances()
                    ? terminal.styled(
                        Style.GOOD,
                        "balances; each applicant has one valid card or is on record without one")
                    : terminal.styled(Style.BAD, "does not balance")));
    account.faults().forEach(fault -> terminal.line("  " + terminal.styled(Style.BAD, fault)));
    if (!run.damage().isEmpty()) {
      terminal.line("  seed " + run.options().seed() + ", damage " + run.damage());
    }
  }

  /** Prints all; whether every run balances. */
  boolean print() {
    Table table =
        Table.of(
            Column.left("driver"),
            Column.left("mode"),
            Column.right("issued"),
            Column.right("verified"),
            Column.right("spoiled"),
            Column.right("in doubt (valid)"),
            Column.right("quarantined"),
            Column.right("blanks used"),
            Column.right("frames"),
            Column.right("damaged"),
            Column.right("begun anew"),
            Column.right("reopened"),
            Column.right("s a card"));
    runs.forEach(run -> row(table, run));
    terminal.line("");
    table.print(terminal);
    boolean good = runs.stream().allMatch(DriverRun.Tally::balances);
    terminal.line("");
    terminal.line(
        terminal.styled(
            good ? Style.GOOD : Style.BAD,
            good
                ? "Every card is accounted for: none lost, none double, what was spoiled is on"
                    + " record."
                : "The cards do not add up; see above."));
    return good;
  }

  private static void row(Table table, DriverRun.Tally run) {
    Account account = run.account();
    table.row(
        Cell.of(run.options().bench().word()),
        Cell.of(run.options().mode().word()),
        number(account.of(Fate.ISSUED)),
        number(account.verified()),
        number(account.of(Fate.SPOILED)),
        Cell.of(account.of(Fate.IN_DOUBT) + " (" + account.doubtsValid() + ")"),
        number(account.of(Fate.QUARANTINED)),
        number(account.used()),
        run.frames() == 0 ? Cell.of("-") : number(run.frames()),
        run.frames() == 0 ? Cell.of("-") : number(run.damaged()),
        number(account.anew()),
        number(run.reopened()),
        Cell.of(String.format(Locale.ROOT, "%.3f", run.seconds() / run.options().cards())));
  }

  private static Cell number(long value) {
    return Cell.of(Long.toString(value));
  }
}
