package org.countersign.station.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ProfileReader;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.bundle.DetachedSignature;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.SignerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Works on card profiles. */
@Command(
    name = "profile",
    description = "Checks, signs and plans card profiles.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ProfileCommand implements Callable<Integer> {

  private final Terminal terminal;

  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  ProfileCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), "say what: check, sign or plan");
  }

  /** Reads a profile, or ends with every problem. */
  static Profile read(Path file) throws CommandFailure {
    byte[] json = bytes(file);
    return switch (ProfileReader.read(String.valueOf(file.getFileName()), json)) {
      case ProfileReader.Reading.Good good -> good.profile();
      case ProfileReader.Reading.Bad bad -> {
        StringBuilder text = new StringBuilder();
        text.append(file).append(" has ").append(bad.problems().size()).append(" problem(s):");
        bad.problems().forEach(p -> text.append("\n  ").append(p));
        throw new CommandFailure(ExitCode.FAILED, text.toString());
      }
    };
  }

  static byte[] bytes(Path file) throws CommandFailure {
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitCode.USAGE,
          Files.exists(file)
              ? "cannot read " + file + " (" + unreadable.getClass().getSimpleName() + ")"
              : "there is no file " + file,
          unreadable);
    }
  }

  @Command(
      name = "check",
      description = "Tells everything that is wrong with a profile.",
      mixinStandardHelpOptions = true)
  int check(@Parameters(paramLabel = "FILE") Path file) throws CommandFailure {
    Profile profile = read(file);
    terminal.line(
        terminal.styled(Style.GOOD, "good")
            + "  "
            + profile.id()
            + " version "
            + profile.version()
            + ", "
            + profile.title()
            + ", suites "
            + profile.suites()
            + ", "
            + profile.hash().toHex().toLowerCase(java.util.Locale.ROOT));
    return ExitCode.OK;
  }

  @Command(
      name = "sign",
      description =
          "Signs a profile: writes FILE.p7s, a detached CMS signature, beside it. A profile with"
              + " faults is not signed.",
      mixinStandardHelpOptions = true)
  int sign(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(names = "--key", required = true, paramLabel = "P12", description = "PKCS#12 file.")
          Path key,
      @Option(
              names = "--password-file",
              required = true,
              paramLabel = "FILE",
              description = "Its password in the first line; mode 0600.")
          Path passwordFile,
      @Option(names = "--alias", description = "Which key, if the file has several.")
          Optional<String> alias)
      throws CommandFailure {
    read(file);
    Path signed = file.resolveSibling(file.getFileName() + ".p7s");
    Clock clock = Clock.systemUTC();
    try (Pkcs12Signer signer = Pkcs12Signer.open(key, passwordFile, alias.orElse(null), clock)) {
      Files.write(signed, new DetachedSignature(signer, clock).sign(bytes(file)));
      terminal.line(
          signed + " signed by " + signer.certificate().getSubjectX500Principal().getName());
      return ExitCode.OK;
    } catch (SignerException refused) {
      throw new CommandFailure(ExitCode.FAILED, String.valueOf(refused.getMessage()), refused);
    } catch (IOException unwritable) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "cannot write " + signed + " (" + unwritable.getClass().getSimpleName() + ")",
          unwritable);
    }
  }

  @Command(
      name = "plan",
      description =
          "Shows every command that would be sent to a card, personal data masked, and the seconds"
              + " that it takes on four links. Touches no card and needs no key.",
      mixinStandardHelpOptions = true)
  int plan(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(
              names = "--application",
              required = true,
              paramLabel = "FILE",
              description =
                  "JSON of one application, or a file of them of which the first is taken.")
          Path application,
      @Option(names = "--json", description = "JSON instead of tables.") boolean json)
      throws CommandFailure {
    new PlanReport(terminal).print(read(file), application, json);
    return ExitCode.OK;
  }
}
