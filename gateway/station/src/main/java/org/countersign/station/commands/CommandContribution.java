package org.countersign.station.commands;

import java.util.List;
import org.countersign.station.terminal.Terminal;

/**
 * Adds commands to {@code countersign} from another jar, found by {@link java.util.ServiceLoader}.
 */
public interface CommandContribution {

  /** Names of the commands, asked before anything else is built. */
  List<String> names();

  /**
   * The command of a name: an object annotated for picocli with {@code @Command}, that is a {@code
   * Callable<Integer>} answering with one of {@link ExitCode}.
   */
  Object command(String name, Terminal terminal);
}
