package org.countersign.station.commands;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.countersign.personalization.keys.KeyFile;
import org.countersign.personalization.keys.KeyFileException;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.profile.Profile;
import org.countersign.station.custody.CardKeyDerivation;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.authority.StationRecipientKey;
import org.countersign.trust.cardkeys.CardKeyAuthority;
import org.countersign.trust.cardkeys.CardKeyBundle;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.x509.Certificates;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Keys of cards on their way to a station, wrapped or in its SAM. */
@Command(
    name = "keys",
    description = {
      "Makes a station's key for wrapped card keys, and wraps card keys for a job.",
      "Makes orders for a station's SAM: master keys and top-ups."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class KeysCommand implements Callable<Integer> {

  private final Terminal terminal;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  KeysCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(), "say what: pair, wrap, sam-load or sam-top-up");
  }

  @Command(
      name = "pair",
      description = {
        "Makes the key that a pilot station opens wrapped card keys with, in files:",
        "wrapping.p12, wrapping.password and, for the authority, wrapping.pem."
      },
      mixinStandardHelpOptions = true)
  int pair(
      @Option(names = "--station", required = true, paramLabel = "ID", description = "Its id.")
          String station,
      @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to.")
          Path folder)
      throws CommandFailure {
    StationRecipientKey files =
        new StationRecipientKey(
            folder.resolve("wrapping.p12"),
            folder.resolve("wrapping.password"),
            folder.resolve("wrapping.pem"));
    try {
      Files.createDirectories(folder);
      files.create(station, Clock.systemUTC());
      terminal.line(files.certificateFile() + ": to be given to the authority by hand");
      return ExitCode.OK;
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          e.getMessage() + " is there already; with another key nothing that was sent opens",
          e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "cannot write to " + folder + " (" + e + ")", e);
    }
  }

  /** What is wrapped for whom. */
  static final class Wrapped {
    @Option(names = "--master", required = true, paramLabel = "FILE", description = "Master keys.")
    private Path master = Path.of("");

    @Option(
        names = "--profile",
        required = true,
        paramLabel = "FILE",
        description = "Card profile, which says how keys are derived.")
    private Path profile = Path.of("");

    @Option(
        names = "--set",
        required = true,
        paramLabel = "NAME[=VERSION]",
        description = "Key set to wrap and the version of its master key (1); several.")
    private List<String> sets = new ArrayList<>();

    @Option(
        names = "--chips",
        required = true,
        paramLabel = "FILE",
        description = {
          "Chips of which one will be drawn, one a line: number and, where keys are derived from"
              + " them, diversification data, in hex."
        })
    private Path chips = Path.of("");

    @Option(names = "--station", required = true, paramLabel = "ID", description = "For whom.")
    private String station = "";

    @Option(names = "--job", required = true, paramLabel = "ID", description = "For what.")
    private String job = "";

    @Option(
        names = "--hours",
        defaultValue = "24",
        paramLabel = "N",
        description = "How long a card may be begun, from now on (${DEFAULT-VALUE}).")
    private int hours;
  }

  @Command(
      name = "wrap",
      description = {
        "Derives the keys of cards and wraps them for one job at one station, as an authority"
            + " does.",
        "The result goes with the application as attachment keyEnvelope."
      },
      mixinStandardHelpOptions = true)
  int wrap(
      @CommandLine.Mixin Wrapped wanted,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "PEM",
              description = "The station's certificate.")
          Path to,
      @Option(names = "--key", required = true, paramLabel = "P12", description = "Key signer.")
          Path key,
      @Option(
              names = "--password-file",
              required = true,
              paramLabel = "FILE",
              description = "Its password in the first line; mode 0600.")
          Path passwordFile,
      @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to.")
          Path out)
      throws CommandFailure {
    Clock clock = Clock.systemUTC();
    try (CardKeyBundle bundle = bundle(wanted, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        Pkcs12Signer signer = Pkcs12Signer.open(key, passwordFile, clock)) {
      X509Certificate station = Certificates.readOnePem(to);
      Files.write(out, new CardKeyAuthority(signer, clock).seal(bundle, station));
      terminal.line(
          "%s: keys of %d card(s) for job %s at station %s until %s"
              .formatted(
                  out, bundle.cards().size(), bundle.job(), bundle.station(), bundle.notAfter()));
      return ExitCode.OK;
    } catch (SignerException e) {
      throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    } catch (KeyFileException | KeyUnavailableException | IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "no keys were wrapped: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "no keys were wrapped (" + e + ")", e);
    }
  }

  private static CardKeyBundle bundle(Wrapped wanted, Instant now)
      throws CommandFailure, IOException, KeyFileException, KeyUnavailableException {
    Profile profile = ProfileCommand.read(wanted.profile);
    Map<String, Integer> versions = versions(wanted.sets, profile);
    List<CardKeyDerivation.Chip> chips = CardKeyDerivation.chips(Files.readAllLines(wanted.chips));
    List<CardKeyBundle.Card> cards = new ArrayList<>();
    try (MasterKeys masters = KeyFile.read(wanted.master)) {
      CardKeyDerivation derivation = new CardKeyDerivation(profile, masters, versions);
      for (CardKeyDerivation.Chip chip : chips) {
        cards.add(derivation.keys(chip));
      }
    }
    return new CardKeyBundle(
        wanted.station, wanted.job, now, now.plus(Duration.ofHours(wanted.hours)), cards);
  }

  private static Map<String, Integer> versions(List<String> texts, Profile profile) {
    Map<String, Integer> versions = new HashMap<>();
    for (String text : texts) {
      String[] parts = text.split("=", 2);
      if (!profile.keys().containsKey(parts[0])) {
        throw new IllegalArgumentException(
            "profile "
                + profile.id()
                + " has no key set "
                + parts[0]
                + "; it has "
                + profile.keys().keySet().stream().sorted().toList());
      }
      versions.put(parts[0], parts.length == 2 ? Integer.parseInt(parts[1]) : 1);
    }
    return versions;
  }

  @Command(
      name = "sam-load",
      description = {
        "Makes the order that puts a master key into an empty slot of a SAM, as an authority does.",
        "The key is encrypted for that SAM alone. It is put down at the station's order-file."
      },
      mixinStandardHelpOptions = true)
  int samLoad(
      @CommandLine.Mixin SamOrderOptions wanted,
      @Option(names = "--slot", required = true, paramLabel = "N", description = "1 to 8.")
          int slot,
      @Option(
              names = "--master",
              required = true,
              paramLabel = "FILE",
              description = "Master keys; mode 0600.")
          Path master,
      @Option(
              names = "--set",
              required = true,
              paramLabel = "NAME",
              description = "Key set whose master key is meant: AES, 16 bytes.")
          String set)
      throws CommandFailure {
    String made =
        wanted.write((authority, sam) -> {
          try (MasterKeys masters = KeyFile.read(master);
              Secret key = oneFor(masters, set)) {
            return authority.load(sam, slot, key);
          }
        });
    terminal.line("%s: master key %s into slot %d".formatted(made, set, slot));
    return ExitCode.OK;
  }

  /** A slot holds one key, from which those of all roles are derived. */
  private static Secret oneFor(MasterKeys masters, String set) throws KeyUnavailableException {
    if (masters.names().stream().anyMatch(name -> name.startsWith(set + "."))) {
      throw new IllegalArgumentException(
          "key set " + set + " has a master key for each role; a slot holds one for all");
    }
    return SamOrderOptions.plain(masters, set, "enc");
  }

  @Command(
      name = "sam-top-up",
      description = {
        "Makes the order that lets a SAM derive the keys of more cards, as an authority does.",
        "It is put down at the station's order-file."
      },
      mixinStandardHelpOptions = true)
  int samTopUp(
      @CommandLine.Mixin SamOrderOptions wanted,
      @Option(
              names = "--number",
              required = true,
              paramLabel = "N",
              description = "Of this top-up: one more than the last; the station tells it.")
          int number,
      @Option(names = "--cards", required = true, paramLabel = "N", description = "How many more.")
          long cards)
      throws CommandFailure {
    String made = wanted.write((authority, sam) -> authority.topUp(sam, number, cards));
    terminal.line("%s: top-up %d, %d card(s) more".formatted(made, number, cards));
    return ExitCode.OK;
  }
}
