package org.countersign.station.commands;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.plan.Link;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.personalization.plan.PlannedCommand;
import org.countersign.personalization.profile.Profile;
import org.countersign.station.http.ApplicationJson;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Table;
import org.countersign.station.terminal.Table.Column;
import org.countersign.station.terminal.Terminal;

/** Shows what a profile would send to a card. */
final class PlanReport {

  private final Terminal terminal;

  PlanReport(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(Profile profile, Path applicationFile, boolean json) throws CommandFailure {
    Plan plan = compile(profile, application(applicationFile));
    if (json) {
      terminal.line(CommandJson.line(json(plan)));
      return;
    }
    terminal.line(
        plan.profile().title()
            + ", serial "
            + plan.serial()
            + " (an example), suite "
            + (plan.suite().isEmpty() ? "none" : plan.suite()));
    terminal.line("");
    commands(plan).print(terminal);
    terminal.line("");
    files(plan).print(terminal);
    terminal.line("");
    links(plan).print(terminal);
  }

  private static Application application(Path file) throws CommandFailure {
    byte[] first = new ApplicationFile(file).first();
    return switch (ApplicationJson.read(first)) {
      case ApplicationJson.Reading.Good good -> good.application();
      case ApplicationJson.Reading.Bad bad -> throw refused(file, bad.problems());
    };
  }

  private static Plan compile(Profile profile, Application application) throws CommandFailure {
    PlanCompiler compiler = new PlanCompiler(new TypicalSigner());
    String serial = profile.serialFormat().example();
    return switch (compiler.compile(profile, application, serial, Clock.systemUTC())) {
      case PlanCompiler.Compilation.Good good -> good.plan();
      case PlanCompiler.Compilation.Bad bad ->
          throw refused(Path.of("the application"), bad.problems());
    };
  }

  private static CommandFailure refused(Path what, List<FieldProblem> problems) {
    StringBuilder text = new StringBuilder(what + " cannot be issued with this profile:");
    problems.forEach(p -> text.append("\n  ").append(p));
    return new CommandFailure(ExitCode.FAILED, text.toString());
  }

  private Table commands(Plan plan) {
    Table table =
        Table.of(
            Column.right("#"),
            Column.left("PHASE"),
            Column.left("COMMAND"),
            Column.left("HEADER"),
            Column.right("LC"),
            Column.right("LE"),
            Column.right("SENT"),
            Column.right("RECEIVED"),
            Column.left("DATA"));
    int number = 0;
    for (PlannedCommand command : plan.commands()) {
      table.row(
          Integer.toString(++number),
          command.phase(),
          command.label(),
          command.header(),
          Integer.toString(command.lc()),
          Integer.toString(command.le()),
          Integer.toString(command.commandBytes()),
          Integer.toString(command.responseBytes()),
          command.data());
    }
    return table;
  }

  private static Table files(Plan plan) {
    Table table = Table.of(Column.left("FILE"), Column.right("BYTES"));
    plan.fileSizes()
        .forEach((name, size) -> table.row(name, String.format(Locale.ROOT, "%,d", size)));
    return table;
  }

  private Table links(Plan plan) {
    Table table = Table.of(Column.left("LINK"), Column.right("SECONDS"));
    for (Link link : Link.values()) {
      table.row(
          Table.Cell.of(link.title()),
          new Table.Cell(
              String.format(Locale.ROOT, "%.1f", plan.estimatedSeconds(link)), Style.BOLD));
    }
    return table;
  }

  private static ObjectNode json(Plan plan) {
    ObjectNode node =
        CommandJson.object()
            .put("profile", plan.profileId())
            .put("suite", plan.suite())
            .put("serial", plan.serial());
    ArrayNode commands = node.putArray("commands");
    for (PlannedCommand command : plan.commands()) {
      commands
          .addObject()
          .put("phase", command.phase())
          .put("label", command.label())
          .put("header", command.header())
          .put("lc", command.lc())
          .put("le", command.le())
          .put("data", command.data())
          .put("sent", command.commandBytes())
          .put("received", command.responseBytes());
    }
    ObjectNode files = node.putObject("files");
    plan.fileSizes().forEach(files::put);
    ObjectNode seconds = node.putObject("seconds");
    for (Link link : Link.values()) {
      seconds.put(link.name().toLowerCase(Locale.ROOT), plan.estimatedSeconds(link));
    }
    return node;
  }
}
