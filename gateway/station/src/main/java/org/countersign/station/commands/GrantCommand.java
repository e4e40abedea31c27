package org.countersign.station.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.countersign.personalization.profile.Profile;
import org.countersign.station.app.Gateway;
import org.countersign.station.audit.HeadJson;
import org.countersign.station.client.GrantLeft;
import org.countersign.station.client.StationClient;
import org.countersign.station.client.StationException;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.audit.TreeHead;
import org.countersign.trust.authority.GrantAuthority;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.grant.GrantJson;
import org.countersign.trust.grant.SignedGrant;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.SignerException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The authority's leave to issue: handed in, shown, and signed for pilots. */
@Command(
    name = "grant",
    description = "Installs, shows and signs grants: the authority's leave to issue cards.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class GrantCommand implements Callable<Integer> {

  private static final Pattern RANGE = Pattern.compile("([A-Z0-9]*):([0-9]{1,12})-([0-9]{1,12})");

  private final Terminal terminal;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  GrantCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(), "say what: install, show or sign");
  }

  @Command(
      name = "install",
      description =
          "Hands a grant to the station; FILE.p7s beside it is its signature. If the station does"
              + " not run, the files are put where it takes them at its next start.",
      mixinStandardHelpOptions = true)
  int install(@Mixin StationOptions station, @Parameters(paramLabel = "FILE") Path file)
      throws CommandFailure, InterruptedException, StationException {
    SignedGrant grant = read(file);
    try (StationClient client = station.client()) {
      GrantLeft left = client.install(grant.json(), grant.signature());
      terminal.line(terminal.styled(Style.GOOD, "installed"));
      GrantWords.lines(left).forEach(terminal::line);
      return ExitCode.OK;
    } catch (StationException e) {
      if (e.reason() != StationException.Reason.UNREACHABLE) {
        throw e;
      }
    }
    return putDown(grant, station.folder());
  }

  /** Beside the configuration, for the next start. */
  private int putDown(SignedGrant grant, Path folder) throws CommandFailure {
    Path main = folder.resolve("station.toml");
    if (!Files.isRegularFile(main)) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "no station answers, and there is no " + main + ": name the configuration with --config");
    }
    Path file = folder.resolve(StationOptions.text(main, "grant.file", "grant.json"));
    try {
      Path unfinished = file.resolveSibling(file.getFileName() + ".new");
      GrantAuthority.write(grant, unfinished);
      Files.move(
          SignedGrant.signatureOf(unfinished),
          SignedGrant.signatureOf(file),
          StandardCopyOption.REPLACE_EXISTING);
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "cannot write " + file + " (" + e + ")", e);
    }
    List<String> said =
        Gateway.check(folder).notes().stream().filter(note -> note.contains("grant ")).toList();
    said.forEach(terminal::line);
    if (said.stream().anyMatch(note -> note.startsWith("WARNING"))) {
      return ExitCode.FAILED;
    }
    terminal.line("the station does not run; it takes " + file + " at its next start");
    return ExitCode.OK;
  }

  @Command(
      name = "show",
      description = "Shows what the station may still issue.",
      mixinStandardHelpOptions = true)
  int show(@Mixin StationOptions station)
      throws CommandFailure, InterruptedException, StationException {
    try (StationClient client = station.client()) {
      GrantLeft left = client.grant();
      GrantWords.lines(left).forEach(terminal::line);
      return left.problem().isPresent() ? ExitCode.FAILED : ExitCode.OK;
    }
  }

  @Command(
      name = "sign",
      description = {
        "Signs a grant as an authority does; for pilots and tests.",
        "Give the grant before it with --after and the station's head with --head, unless it is"
            + " the first."
      },
      mixinStandardHelpOptions = true)
  int sign(
      @Option(names = "--key", required = true, paramLabel = "P12", description = "Grant signer.")
          Path key,
      @Option(
              names = "--password-file",
              required = true,
              paramLabel = "FILE",
              description = "Its password in the first line; mode 0600.")
          Path passwordFile,
      @Option(names = "--station", required = true, paramLabel = "ID", description = "For whom.")
          String station,
      @Option(
              names = "--serials",
              required = true,
              paramLabel = "PREFIX:FIRST-LAST",
              description = "Which serials may be given; several in their order.")
          List<String> serials,
      @Option(
              names = "--profile",
              required = true,
              paramLabel = "FILE",
              description = "Which profiles may be used; several.")
          List<Path> profiles,
      @Option(names = "--cards", required = true, paramLabel = "N", description = "How many cards.")
          long cards,
      @Option(
              names = "--days",
              defaultValue = "30",
              paramLabel = "N",
              description = "How long, from now on (${DEFAULT-VALUE}).")
          int days,
      @Option(names = "--after", paramLabel = "FILE", description = "The grant before it.")
          Optional<Path> after,
      @Option(
              names = "--head",
              paramLabel = "FILE",
              description = "A head of the station's ledger that was looked at ('ledger head').")
          Optional<Path> head,
      @Option(
              names = "--epoch",
              paramLabel = "N",
              description = "A higher one begins the station anew (default: of --after, or 1).")
          Optional<Long> epoch,
      @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to.")
          Path out)
      throws CommandFailure {
    Clock clock = Clock.systemUTC();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Optional<SignedGrant> last =
        after.isPresent() ? Optional.of(read(after.get())) : Optional.empty();
    Optional<Grant> before = last.isPresent() ? Optional.of(parse(last.get())) : Optional.empty();
    try (Pkcs12Signer signer = Pkcs12Signer.open(key, passwordFile, clock)) {
      Grant grant =
          new Grant(
              before.map(Grant::number).orElse(0L) + 1,
              station,
              epoch.orElse(before.map(Grant::epoch).orElse(1L)),
              ranges(serials),
              products(profiles),
              cards,
              now,
              now.plus(Duration.ofDays(days)),
              last.map(SignedGrant::digest),
              head.isPresent() ? head(head.get()) : Grant.Head.EMPTY);
      GrantAuthority.write(new GrantAuthority(signer, clock).sign(grant), out);
      terminal.line(
          out
              + ": grant "
              + grant.number()
              + " for station "
              + station
              + ", "
              + cards
              + " card(s) until "
              + grant.notAfter());
      return ExitCode.OK;
    } catch (SignerException e) {
      throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "no such grant: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "cannot write " + out + " (" + e + ")", e);
    }
  }

  private static List<Grant.Serials> ranges(List<String> texts) {
    List<Grant.Serials> ranges = new ArrayList<>();
    for (String text : texts) {
      Matcher range = RANGE.matcher(text);
      if (!range.matches()) {
        throw new IllegalArgumentException("serials are written as PREFIX:FIRST-LAST, CS:1-5000");
      }
      ranges.add(
          new Grant.Serials(
              range.group(1), Long.parseLong(range.group(2)), Long.parseLong(range.group(3))));
    }
    return ranges;
  }

  private static List<Grant.Product> products(List<Path> files) throws CommandFailure {
    List<Grant.Product> products = new ArrayList<>();
    for (Path file : files) {
      Profile profile = ProfileCommand.read(file);
      String hash = profile.hash().toHex().toLowerCase(Locale.ROOT);
      products.add(new Grant.Product(profile.id(), hash));
    }
    return products;
  }

  private static Grant.Head head(Path file) throws CommandFailure {
    try {
      TreeHead head = HeadJson.read(file).head().head();
      return new Grant.Head(head.size(), head.root());
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static Grant parse(SignedGrant grant) throws CommandFailure {
    try {
      return GrantJson.read(grant.json());
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static SignedGrant read(Path file) throws CommandFailure {
    try {
      return SignedGrant.read(file);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
