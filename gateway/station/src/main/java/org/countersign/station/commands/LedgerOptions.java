package org.countersign.station.commands;

import java.nio.file.Path;
import org.countersign.station.ledger.LedgerException;
import org.countersign.station.ledger.LedgerFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which ledger a command looks at: a station's, or any file. */
final class LedgerOptions {

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A ledger's file instead, for example a copy of one.")
  private @Nullable Path file;

  /** Opens it; nothing is written beside it. */
  LedgerFile open() throws CommandFailure {
    Path ledger = file;
    return open(ledger != null ? ledger : config.configured("ledger.file", "ledger/station.db"));
  }

  static LedgerFile open(Path ledger) throws CommandFailure {
    try {
      return LedgerFile.open(ledger);
    } catch (LedgerException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
