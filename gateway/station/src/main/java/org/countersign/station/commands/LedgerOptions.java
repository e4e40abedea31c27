package org.countersign.station.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.countersign.station.ledger.LedgerException;
import org.countersign.station.ledger.LedgerFile;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
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
    return open(ledger != null ? ledger : configured("ledger.file", "ledger/station.db"));
  }

  static LedgerFile open(Path ledger) throws CommandFailure {
    try {
      return LedgerFile.open(ledger);
    } catch (LedgerException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /** A path of {@code station.toml}, which is read for it alone. */
  private Path configured(String key, String otherwise) throws CommandFailure {
    Path main = config.folder().resolve("station.toml");
    if (!Files.isRegularFile(main)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "there is no " + main + "; name the configuration with --config, or a ledger");
    }
    try {
      TomlParseResult toml = Toml.parse(main);
      String path = toml.hasErrors() ? null : toml.getString(key, () -> otherwise);
      if (path == null) {
        throw new CommandFailure(
            ExitCode.USAGE, main + " cannot be read; 'countersign check' tells why");
      }
      return config.folder().resolve(path);
    } catch (IOException | org.tomlj.TomlInvalidTypeException e) {
      throw new CommandFailure(ExitCode.USAGE, main + " cannot be read: " + e.getMessage(), e);
    }
  }
}
