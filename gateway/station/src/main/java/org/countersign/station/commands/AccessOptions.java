package org.countersign.station.commands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.countersign.personalization.issue.AccessSecrets;
import org.countersign.personalization.keys.KeyFile;
import org.countersign.personalization.keys.KeyFileException;
import picocli.CommandLine.Option;

/** What opens a card for reading. Nothing of it is ever shown again. */
final class AccessOptions {

  @Option(
      names = "--mrz",
      paramLabel = "FILE",
      description = "The machine readable zone as printed, line by line; - reads the input.")
  private Optional<Path> mrz = Optional.empty();

  @Option(
      names = "--document-number",
      arity = "0..1",
      interactive = true,
      paramLabel = "NUMBER",
      description = "With the two dates instead of --mrz. Without a value it is asked for, unseen.")
  private Optional<String> documentNumber = Optional.empty();

  @Option(
      names = "--birth-date",
      arity = "0..1",
      interactive = true,
      paramLabel = "DATE",
      description = "yyyy-MM-dd or yyMMdd.")
  private Optional<String> birthDate = Optional.empty();

  @Option(
      names = "--expiry-date",
      arity = "0..1",
      interactive = true,
      paramLabel = "DATE",
      description = "yyyy-MM-dd or yyMMdd.")
  private Optional<String> expiryDate = Optional.empty();

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "Master keys, for cards that are opened by a key; mode 0600.")
  private Optional<Path> keys = Optional.empty();

  /** Whether a key opens the card. */
  boolean byKey() {
    return keys.isPresent();
  }

  /** What was given. */
  AccessSecrets secrets() throws CommandFailure {
    boolean fields = documentNumber.isPresent() || birthDate.isPresent() || expiryDate.isPresent();
    if ((mrz.isPresent() ? 1 : 0) + (fields ? 1 : 0) + (keys.isPresent() ? 1 : 0) > 1) {
      throw new CommandFailure(
          ExitCode.USAGE, "give one of --mrz, --keys, or document number with both dates");
    }
    if (mrz.isPresent()) {
      return zone(mrz.get());
    }
    if (keys.isPresent()) {
      return masterKeys(keys.get());
    }
    return fields ? document() : new AccessSecrets.None();
  }

  private static AccessSecrets zone(Path file) throws CommandFailure {
    try {
      byte[] text =
          file.toString().equals("-") ? System.in.readNBytes(1_024) : Files.readAllBytes(file);
      List<String> lines =
          new String(text, StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(l -> !l.isEmpty())
              .toList();
      boolean td1 = lines.size() == 3 && lines.stream().allMatch(l -> l.length() == 30);
      boolean two =
          lines.size() == 2
              && (lines.stream().allMatch(l -> l.length() == 36)
                  || lines.stream().allMatch(l -> l.length() == 44));
      if (!td1 && !two) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--mrz has not three lines of 30 characters, nor two of 36 or 44, as printed");
      }
      return new AccessSecrets.MachineReadableZone(lines);
    } catch (IOException unreadable) {
      throw new CommandFailure(ExitCode.USAGE, "cannot read --mrz " + file, unreadable);
    }
  }

  private AccessSecrets document() throws CommandFailure {
    if (documentNumber.isEmpty() || birthDate.isEmpty() || expiryDate.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--document-number, --birth-date and --expiry-date go together");
    }
    return new AccessSecrets.DocumentData(
        documentNumber.get().strip(),
        date("--birth-date", birthDate.get()),
        date("--expiry-date", expiryDate.get()));
  }

  private static String date(String option, String text) throws CommandFailure {
    if (text.matches("[0-9]{6}")) {
      return text;
    }
    try {
      return LocalDate.parse(text.strip()).format(DateTimeFormatter.ofPattern("uuMMdd"));
    } catch (DateTimeParseException no) {
      // No cause: its text holds the date.
      throw new CommandFailure(ExitCode.USAGE, option + " must be yyyy-MM-dd or yyMMdd");
    }
  }

  private static AccessSecrets masterKeys(Path file) throws CommandFailure {
    try {
      return new AccessSecrets.Keys(KeyFile.read(file));
    } catch (IOException | KeyFileException unusable) {
      throw new CommandFailure(
          ExitCode.USAGE, "--keys " + file + ": " + unusable.getMessage(), unusable);
    }
  }
}
