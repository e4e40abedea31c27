package org.countersign.station.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.countersign.station.config.ConfigReader;
import org.countersign.station.operators.Operator;
import org.countersign.station.operators.Operator.Role;
import org.countersign.station.operators.OperatorFile;
import org.countersign.station.operators.PinHash;
import org.countersign.station.terminal.Table;
import org.countersign.station.terminal.Table.Column;
import org.countersign.station.terminal.Terminal;
import org.countersign.toml.Problems;
import org.countersign.toml.Section;
import org.countersign.toml.TomlFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps the file of operators; the station need not run, and reads it again by itself. */
@Command(
    name = "operators",
    description = "Adds, lists and removes the persons of a counter.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class OperatorsCommand implements Callable<Integer> {

  private final Terminal terminal;

  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  OperatorsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), "say what: add, list or remove");
  }

  @Command(
      name = "add",
      description = {
        "Adds an operator, or gives one a new PIN.",
        "The PIN is asked for twice, unseen; without a screen it is the next two lines of the"
            + " input."
      },
      mixinStandardHelpOptions = true)
  int add(
      @Mixin ConfigOption config,
      @Parameters(paramLabel = "NAME", description = "Best a staff number: it stands on paper.")
          String name,
      @Option(
              names = "--role",
              required = true,
              paramLabel = "ROLE",
              description = "clerk or supervisor.")
          String role)
      throws CommandFailure {
    Role known =
        Role.of(role)
            .orElseThrow(
                () -> new CommandFailure(ExitCode.USAGE, "--role must be clerk or supervisor"));
    if (!Operator.isName(name)) {
      throw new CommandFailure(
          ExitCode.USAGE, "a name is 1 to 32 letters, digits and . _ -, a letter or digit first");
    }
    OperatorFile file = file(config);
    List<Operator> operators = new ArrayList<>(read(file));
    operators.removeIf(operator -> operator.name().equals(name));
    operators.add(new Operator(name, known, newPin(name)));
    write(file, operators);
    terminal.line("operator " + name + " is a " + known.word());
    return ExitCode.OK;
  }

  private PinHash newPin(String name) throws CommandFailure {
    char[] pin = PersonOptions.person(terminal, name).pin();
    char[] again = PersonOptions.person(terminal, name + " again").pin();
    try {
      if (!Arrays.equals(pin, again)) {
        throw new CommandFailure(ExitCode.USAGE, "the two PINs differ; nothing was changed");
      }
      if (!PinHash.isStrong(pin)) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "a PIN is 6 to 64 characters that are not all the same and not in a row; nothing was"
                + " changed");
      }
      return PinHash.of(pin, PinHash.ITERATIONS);
    } finally {
      Arrays.fill(pin, '\0');
      Arrays.fill(again, '\0');
    }
  }

  @Command(name = "list", description = "Lists them.", mixinStandardHelpOptions = true)
  int list(@Mixin ConfigOption config) throws CommandFailure {
    Table table = Table.of(Column.left("NAME"), Column.left("ROLE"));
    read(file(config)).forEach(operator -> table.row(operator.name(), operator.role().word()));
    table.print(terminal);
    return ExitCode.OK;
  }

  @Command(
      name = "remove",
      description = "Removes one; what is on record stays.",
      mixinStandardHelpOptions = true)
  int remove(@Mixin ConfigOption config, @Parameters(paramLabel = "NAME") String name)
      throws CommandFailure {
    OperatorFile file = file(config);
    List<Operator> operators = new ArrayList<>(read(file));
    if (!operators.removeIf(operator -> operator.name().equals(name))) {
      throw new CommandFailure(ExitCode.USAGE, "there is no operator of that name");
    }
    write(file, operators);
    terminal.line("operator " + name + " was removed");
    return ExitCode.OK;
  }

  /** Only its place is read, so that persons can be changed while something else is wrong. */
  private static OperatorFile file(ConfigOption config) throws CommandFailure {
    Path folder = config.folder().toAbsolutePath().normalize();
    if (!Files.exists(folder.resolve(ConfigReader.MAIN_FILE))) {
      throw new CommandFailure(
          ExitCode.USAGE, "there is no " + ConfigReader.MAIN_FILE + " in " + folder);
    }
    Path file =
        TomlFile.read(
                folder.resolve(ConfigReader.MAIN_FILE),
                ConfigReader.MAIN_FILE,
                folder,
                new Problems())
            .map(root -> root.section("stock"))
            .map((Section stock) -> stock.path("operators-file", ConfigReader.OPERATORS))
            .orElseThrow(() ->
                new CommandFailure(
                    ExitCode.USAGE,
                    ConfigReader.MAIN_FILE + " cannot be read; 'countersign check' tells why"));
    return new OperatorFile(file);
  }

  private static List<Operator> read(OperatorFile file) throws CommandFailure {
    try {
      return file.read();
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static void write(OperatorFile file, List<Operator> operators) throws CommandFailure {
    try {
      file.write(operators);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "the operators cannot be written: " + e, e);
    }
  }
}
