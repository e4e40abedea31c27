package org.countersign.station.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.countersign.personalization.FieldProblem;
import org.countersign.station.box.DurableFile;
import org.countersign.station.desk.Persons;
import org.countersign.station.http.AcceptanceDesk;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerException;
import org.countersign.station.ledger.StationAcceptances.Newest;
import org.countersign.station.ledger.StationAcceptances.Recorded;
import org.countersign.station.ledger.StationAcceptances.Result;
import org.countersign.station.selftest.Catalogue;
import org.countersign.station.selftest.Finding;
import org.countersign.station.selftest.SelfTestReport;
import org.countersign.station.selftest.SelfTests;
import org.countersign.station.selftest.TestCardCheck;
import org.countersign.station.selftest.Verdict;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.DeskRefusedException.Kind;
import org.countersign.station.stock.Person;

/**
 * Two persons find the station good, or not. It is good if a self-test finds nothing that stops
 * cards, and every device has written a test card and read it back in it. The full report is a file
 * beside the ledger, named by its SHA-256, which is on record: JSON without blanks, names in order,
 * UTF-8. It is on the disk before the record is.
 */
final class StationAcceptance implements AcceptanceDesk {

  private static final int LONGEST_REASON = 200;
  private static final Catalogue ENGLISH = new Catalogue(Locale.ENGLISH);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final Ledger ledger;
  private final Persons persons;
  private final SelfTests tests;
  private final Clock clock;
  private final Map<String, String> station;
  private final Set<String> devices;
  private final Path folder;

  /**
   * Of one station.
   *
   * @param station what is told of it in a report: id, district, version
   * @param devices every one that is configured
   * @param folder of the reports; made with the first
   */
  StationAcceptance(
      Ledger ledger,
      Persons persons,
      SelfTests tests,
      Clock clock,
      Map<String, String> station,
      Set<String> devices,
      Path folder) {
    this.ledger = ledger;
    this.persons = persons;
    this.tests = tests;
    this.clock = clock;
    this.station = Map.copyOf(station);
    this.devices = Set.copyOf(devices);
    this.folder = folder;
  }

  @Override
  public Optional<Recorded> newest() {
    return ledger.stationAcceptances().newest().map(Newest::recorded);
  }

  @Override
  public Recorded decide(Person by, Person second, String refuse) throws DeskRefusedException {
    try (Persons.Wiped ignored = new Persons.Wiped(by, second)) {
      if (refuse.length() > LONGEST_REASON || refuse.chars().anyMatch(Character::isISOControl)) {
        throw new DeskRefusedException(
            Kind.REQUEST,
            List.of(
                new FieldProblem(
                    "refuse", "must be at most " + LONGEST_REASON + " characters in one line")),
            Duration.ZERO);
      }
      persons.proveTwo(by, second);
      SelfTestReport report = tests.run();
      List<FieldProblem> problems = problems(report);
      if (refuse.isEmpty() && !problems.isEmpty()) {
        throw new DeskRefusedException(Kind.STATE, problems, Duration.ZERO);
      }
      String digest = keep(json(report, problems, by.name(), second.name(), refuse));
      long sequence =
          ledger
              .stationAcceptances()
              .record(
                  new Result(
                      refuse.isEmpty(), chip(report), digest, by.name(), second.name(), refuse));
      return newest()
          .filter(recorded -> recorded.sequence() >= sequence)
          .orElseThrow(() -> new LedgerException("acceptance " + sequence + " is not there"));
    }
  }

  /** What is in the way of accepting the station. */
  private List<FieldProblem> problems(SelfTestReport report) {
    List<FieldProblem> problems = new ArrayList<>();
    report.findings().stream()
        .filter(finding -> finding.verdict() == Verdict.BAD)
        .forEach(finding ->
            problems.add(new FieldProblem(finding.item().word(), ENGLISH.what(finding))));
    Set<String> proven =
        report.findings().stream()
            .filter(TestCardCheck::isProof)
            .map(Finding::subject)
            .collect(Collectors.toSet());
    devices.stream()
        .filter(device -> !proven.contains(device))
        .sorted()
        .forEach(device ->
            problems.add(
                new FieldProblem(
                    "devices",
                    device
                        + " has not written a test card and read it back: lay one in that is listed"
                        + " in [self-test] test-cards")));
    if (devices.isEmpty()) {
      problems.add(new FieldProblem("devices", "no device is configured"));
    }
    return problems;
  }

  /** Of the first device that proved one. */
  private static String chip(SelfTestReport report) {
    return report.findings().stream()
        .filter(TestCardCheck::isProof)
        .findFirst()
        .map(TestCardCheck::chip)
        .orElse("");
  }

  private byte[] json(
      SelfTestReport report, List<FieldProblem> problems, String by, String second, String refuse) {
    Map<String, Object> all = new TreeMap<>(station);
    all.put("format", "countersign/acceptance/1");
    all.put("at", clock.instant().toString());
    all.put("by", by);
    all.put("second", second);
    all.put("accepted", refuse.isEmpty());
    all.put("reason", refuse);
    all.put("devices", devices.stream().sorted().toList());
    all.put("verdict", report.verdict().word());
    all.put("cards", report.capacity().cards());
    all.put("problems", problems.stream().map(p -> p.field() + ": " + p.problem()).toList());
    all.put("findings", report.findings().stream().map(StationAcceptance::finding).toList());
    all.put("records", ledger.latest());
    try {
      return JSON.writeValueAsBytes(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers have a JSON form", e);
    }
  }

  private static Map<String, Object> finding(Finding finding) {
    return Map.of(
        "item", finding.item().word(),
        "subject", finding.subject(),
        "verdict", finding.verdict().word(),
        "code", finding.code(),
        "arguments", finding.arguments(),
        "what", ENGLISH.what(finding));
  }

  /** The SHA-256 of what is on the disk when this returns, hexadecimal. */
  private String keep(byte[] report) {
    String digest = HexFormat.of().formatHex(sha256(report));
    Path file = folder.resolve(digest + ".json");
    try {
      Files.createDirectories(folder);
      DurableFile.replace(file, report);
    } catch (IOException e) {
      throw new LedgerException(
          "the report " + file + " cannot be written (" + e + "): nothing was recorded", e);
    }
    return digest;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
