package org.countersign.station.commands;

import java.io.IOException;
import java.util.Optional;
import org.countersign.station.stock.Person;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Option;

/** Who does it, and who stands by. PINs are asked for, unseen, or read from the input by lines. */
final class PersonOptions {

  @Option(
      names = "--by",
      required = true,
      paramLabel = "NAME",
      description =
          "Operator who does it. The PIN is asked for, unseen; without a screen it is the next line"
              + " of the input.")
  private String by = "";

  @Option(
      names = "--second",
      paramLabel = "NAME",
      description = "Operator who stands by; the PIN likewise, after the first one's.")
  private Optional<String> second = Optional.empty();

  String byName() {
    return by;
  }

  Optional<String> secondName() {
    return second;
  }

  /** The first person, with the proof. */
  Person by(Terminal terminal) throws CommandFailure {
    return person(terminal, by);
  }

  /** The second person, with the proof; nobody if none was named. */
  Person second(Terminal terminal) throws CommandFailure {
    return second.isEmpty() ? Person.none() : person(terminal, second.get());
  }

  static Person person(Terminal terminal, String name) throws CommandFailure {
    try {
      return new Person(name, terminal.secret("PIN of " + name));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "no PIN for "
              + name
              + ": "
              + e.getMessage()
              + ". Type it, or give one PIN a line on the"
              + " input",
          e);
    }
  }
}
