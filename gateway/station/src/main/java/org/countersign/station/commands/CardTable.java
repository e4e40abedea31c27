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

/**
 * The cards of a run: what each one is, what it cost, whether it is good. On a screen too narrow
 * for a column a step, the steps are told below the table.
 */
public final class CardTable {

  private CardTable() {}

  /** Writes the table, a row a job, in the order given. */
  public static void print(List<JobStatus> jobs, Terminal terminal) {
    List<String> steps = steps(jobs);
    Table whole = table(jobs, steps);
    if (!terminal.isInteractive() || whole.width() <= terminal.width()) {
      whole.print(terminal);
      return;
    }
    table(jobs, List.of()).print(terminal);
    terminal.line("");
    terminal.line("Seconds by step, the mean of a card:");
    steps.forEach(step -> terminal.line("  %-14s %s".formatted(step, mean(jobs, step))));
  }

  private static Table table(List<JobStatus> jobs, List<String> steps) {
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
    return table;
  }

  private static String mean(List<JobStatus> jobs, String step) {
    return number(
        jobs.stream()
            .flatMap(job -> job.work().stream())
            .mapToDouble(work -> total(work, step))
            .average()
            .orElse(0));
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
    boolean taken = work.steps().stream().anyMatch(s -> s.step().equals(step));
    return taken ? number(total(work, step)) : "-";
  }

  private static double total(CardWork work, String step) {
    return work.steps().stream()
        .filter(s -> s.step().equals(step))
        .mapToDouble(StepTime::seconds)
        .sum();
  }

  private static String number(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }
}
