package org.countersign.station.commands;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.countersign.station.client.JobStatus;
import org.countersign.station.client.JobStatus.CardWork;
import org.countersign.station.client.JobStatus.StepTime;
import org.countersign.station.terminal.Table;
import org.countersign.station.terminal.Table.Cell;
import org.countersign.station.terminal.Table.Column;
import org.countersign.station.terminal.Terminal;

/** The cards of a run: what each one is, what it cost, whether it is good. */
public final class CardTable {

  private CardTable() {}

  /** Writes the table, a row a job, in the order given. */
  public static void print(List<JobStatus> jobs, Terminal terminal) {
    List<String> steps = steps(jobs);
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.left("SERIAL"),
                Column.left("PRODUCT"),
                Column.left("DEVICE"),
                Column.right("APDUS"),
                Column.right("BYTES")));
    steps.forEach(step -> columns.add(Column.right(step.toUpperCase(Locale.ROOT))));
    columns.add(Column.right("SECONDS"));
    columns.add(Column.left("VERDICT"));
    Table table = Table.of(columns.toArray(Column[]::new));
    jobs.forEach(job -> table.row(row(job, steps)));
    table.print(terminal);
  }

  /** Every step that any card took, in the order of the first card that took it. */
  private static List<String> steps(List<JobStatus> jobs) {
    Set<String> steps = new LinkedHashSet<>();
    jobs.forEach(j -> j.work().ifPresent(w -> w.steps().forEach(s -> steps.add(s.step()))));
    return List.copyOf(steps);
  }

  private static Cell[] row(JobStatus job, List<String> steps) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(job.serial().orElse("-")));
    cells.add(Cell.of(job.profile()));
    cells.add(Cell.of(job.device().orElse("-")));
    cells.add(
        Cell.of(job.work().map(w -> String.format(Locale.ROOT, "%,d", w.apdus())).orElse("-")));
    cells.add(
        Cell.of(job.work().map(w -> String.format(Locale.ROOT, "%,d", w.bytes())).orElse("-")));
    for (String step : steps) {
      cells.add(Cell.of(job.work().map(w -> seconds(w, step)).orElse("-")));
    }
    cells.add(Cell.of(job.work().map(w -> number(w.seconds())).orElse("-")));
    cells.add(JobWords.verdict(job));
    return cells.toArray(Cell[]::new);
  }

  private static String seconds(CardWork work, String step) {
    List<StepTime> times = work.steps().stream().filter(s -> s.step().equals(step)).toList();
    return times.isEmpty() ? "-" : number(times.stream().mapToDouble(StepTime::seconds).sum());
  }

  private static String number(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }
}
