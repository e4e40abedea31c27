package org.countersign.station.commands;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.countersign.station.audit.HeadJson;
import org.countersign.station.audit.ProofJson;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.ledger.LedgerAudit;
import org.countersign.station.ledger.LedgerException;
import org.countersign.station.ledger.LedgerFile;
import org.countersign.station.ledger.LedgerProof;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.audit.TreeHead;
import org.countersign.trust.x509.Certificates;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks at a ledger: a running station's, one that stands still, or a copy. */
@Command(
    name = "ledger",
    description = {
      "Looks at a station's ledger: verifies it, tells a card's history, proves it to others.",
      "The station may be running or not; nothing is written beside the ledger."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class LedgerCommand implements Callable<Integer> {

  private final Terminal terminal;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  LedgerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "say what: verify, show, prove, check-proof or head");
  }

  @Command(
      name = "verify",
      description =
          "Reads the whole ledger and names every row that is not as it was written. A head that"
              + " was kept elsewhere shows besides whether the end was cut off.",
      mixinStandardHelpOptions = true)
  int verify(
      @Mixin LedgerOptions ledger,
      @Parameters(paramLabel = "FILE", arity = "0..1", description = "A ledger's file.")
          Optional<Path> file,
      @Option(
              names = "--head",
              paramLabel = "FILE",
              description = "A signed head that was kept elsewhere ('ledger head', the centre).")
          Optional<Path> head,
      @Option(
              names = "--station-certificate",
              paramLabel = "PEM",
              description = "The station's audit certificate; without it the ledger's own word.")
          Optional<Path> certificate,
      @Option(names = "--json", description = "One JSON object.") boolean json)
      throws CommandFailure {
    LedgerAudit.Known known =
        new LedgerAudit.Known(
            head.isPresent() ? Optional.of(head(head.get()).head()) : Optional.empty(),
            certificate.isPresent()
                ? Optional.of(certificate(certificate.get()))
                : Optional.empty());
    try (LedgerFile opened = file.isPresent() ? LedgerOptions.open(file.get()) : ledger.open()) {
      LedgerAudit.Report report = opened.audit(known);
      terminal.line(json ? CommandJson.line(json(report)) : text(opened.file(), report));
      return report.good() ? ExitCode.OK : ExitCode.FAILED;
    } catch (LedgerException e) {
      throw failed(e);
    }
  }

  private String text(Path file, LedgerAudit.Report report) {
    StringBuilder text = new StringBuilder();
    report.findings().forEach(f -> text.append(f.problem()).append('\n'));
    report.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    text.append(
        report.good()
            ? terminal.styled(Style.GOOD, "good")
            : terminal.styled(Style.BAD, report.findings().size() + " finding(s)"));
    text.append(": ")
        .append(report.records())
        .append(" record(s) and ")
        .append(report.heads())
        .append(" signed head(s) in ")
        .append(file);
    if (!report.good()) {
      text.append(
          "\nKeep the file as it is, tell the centre, and do not start over with an empty ledger.");
    }
    return text.toString();
  }

  private static ObjectNode json(LedgerAudit.Report report) {
    ObjectNode node =
        CommandJson.object()
            .put("good", report.good())
            .put("records", report.records())
            .put("heads", report.heads());
    ArrayNode findings = node.putArray("findings");
    report
        .findings()
        .forEach(f ->
            findings
                .addObject()
                .put("table", f.table())
                .put("row", f.row())
                .put("problem", f.problem()));
    ArrayNode notes = node.putArray("notes");
    report.notes().forEach(notes::add);
    return node;
  }

  @Command(
      name = "show",
      description = "Tells what was recorded of a card: by its chip, its job or its serial.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin LedgerOptions ledger,
      @Parameters(paramLabel = "CARD|JOB|SERIAL") String wanted,
      @Option(names = "--json", description = "One line of JSON a record.") boolean json)
      throws CommandFailure {
    try (LedgerFile file = ledger.open()) {
      List<StationEvent> events = file.history(wanted);
      String job = "";
      for (StationEvent event : events) {
        if (!json && !event.subject().equals(job)) {
          job = event.subject();
          terminal.line(terminal.styled(Style.BOLD, event.kind() + " " + job));
        }
        terminal.line(
            json
                ? CommandJson.line(json(event))
                : "  " + LedgerWords.time(event) + "  " + LedgerWords.words(event));
      }
      if (events.isEmpty()) {
        throw new CommandFailure(
            ExitCode.FAILED, "no record tells of a job, serial or chip " + wanted);
      }
      return ExitCode.OK;
    } catch (LedgerException e) {
      throw failed(e);
    }
  }

  private static ObjectNode json(StationEvent event) {
    ObjectNode node =
        CommandJson.object()
            .put("sequence", event.sequence())
            .put("at", event.at().toString())
            .put("kind", event.kind())
            .put("subject", event.subject())
            .put("state", event.state())
            .put("words", LedgerWords.words(event));
    ObjectNode facts = node.putObject("facts");
    event.facts().forEach(facts::put);
    return node;
  }

  @Command(
      name = "prove",
      description =
          "Writes a file that proves what was recorded of a serial to whoever has the station's"
              + " certificate. It holds no personal data.",
      mixinStandardHelpOptions = true)
  int prove(
      @Mixin LedgerOptions ledger,
      @Parameters(paramLabel = "SERIAL") String serial,
      @Option(names = "--out", paramLabel = "FILE", description = "Where to; otherwise shown.")
          Optional<Path> out)
      throws CommandFailure {
    try (LedgerFile file = ledger.open()) {
      LedgerProof proof = file.prove(serial);
      put(ProofJson.write(proof), out);
      return ExitCode.OK;
    } catch (LedgerException e) {
      throw failed(e);
    }
  }

  @Command(
      name = "check-proof",
      description = "Checks such a file. Needs no ledger and no station.",
      mixinStandardHelpOptions = true)
  int checkProof(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(
              names = "--station-certificate",
              required = true,
              paramLabel = "PEM",
              description = "The station's audit certificate, from where you trust it.")
          Path certificate)
      throws CommandFailure {
    LedgerProof proof;
    try {
      proof = ProofJson.read(file);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
    TreeHead head = proof.head().head();
    if (!proof.head().isBy(certificate(certificate))) {
      throw new CommandFailure(
          ExitCode.FAILED,
          file + " proves nothing: its head is not signed by the key of " + certificate);
    }
    for (LedgerProof.Proven proven : proof.records()) {
      if (!proven.holds(proof.head())) {
        throw new CommandFailure(
            ExitCode.FAILED,
            file
                + " proves nothing: record "
                + proven.event().sequence()
                + " is not under its head, so it was altered or is another ledger's");
      }
    }
    requireSerial(file, proof);
    for (LedgerProof.Proven proven : proof.records()) {
      terminal.line(LedgerWords.time(proven.event()) + "  " + LedgerWords.words(proven.event()));
    }
    terminal.line(
        terminal.styled(Style.GOOD, "proven")
            + ": station "
            + head.station()
            + " had these "
            + proof.records().size()
            + " record(s) of serial "
            + proof.serial()
            + " when it signed at "
            + head.time());
    return ExitCode.OK;
  }

  /** True records of another card would prove nothing about this one. */
  private static void requireSerial(Path file, LedgerProof proof) throws CommandFailure {
    long jobs = proof.records().stream().map(p -> p.event().subject()).distinct().count();
    boolean told =
        proof.records().stream()
            .anyMatch(p -> proof.serial().equals(p.event().facts().get("serial")));
    if (!told || jobs != 1) {
      throw new CommandFailure(
          ExitCode.FAILED,
          file + " proves nothing about serial " + proof.serial() + ": its records tell of others");
    }
  }

  @Command(
      name = "head",
      description =
          "Shows the newest signed head, or writes it into a file to be kept elsewhere: it shows"
              + " later that nothing was altered or cut off.",
      mixinStandardHelpOptions = true)
  int head(
      @Mixin LedgerOptions ledger,
      @Option(names = "--out", paramLabel = "FILE", description = "Where to; otherwise shown.")
          Optional<Path> out)
      throws CommandFailure {
    try (LedgerFile file = ledger.open()) {
      SignedTreeHead head =
          file.newestHead()
              .orElseThrow(() ->
                  new CommandFailure(
                      ExitCode.FAILED,
                      "no head was signed yet: the station signs one every few minutes and when"
                          + " it stops"));
      put(HeadJson.write(head, file.certificate(head)), out);
      return ExitCode.OK;
    } catch (LedgerException e) {
      throw failed(e);
    }
  }

  private void put(String text, Optional<Path> out) throws CommandFailure {
    if (out.isEmpty()) {
      terminal.line(text.strip());
      return;
    }
    try {
      Files.writeString(out.get(), text);
      terminal.line(out.get() + " written");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "cannot write " + out.get() + " (" + e.getClass().getSimpleName() + ")",
          e);
    }
  }

  private static HeadJson.Read head(Path file) throws CommandFailure {
    try {
      return HeadJson.read(file);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static X509Certificate certificate(Path file) throws CommandFailure {
    try {
      return Certificates.readOnePem(file);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static CommandFailure failed(LedgerException e) {
    return new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
  }
}
