package org.countersign.station.cuts;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.countersign.apdu.Bytes;
import org.jspecify.annotations.Nullable;

/** The promises, asked of the chips first and of the ledger second. */
final class Oracle {

  /** Unfinished authentications that a chip may be left with. */
  private static final int MOST_TRIES = 2;

  private static final Set<String> OVER =
      Set.of("ACTIVATED", "REPORTED", "HANDED_OVER", "SPOILED", "VOID");

  private record CardRow(String state, @Nullable String job) {}

  private record JobRow(String state, @Nullable String serial, boolean proven) {}

  private final Box.Outside outside;
  private final Desk desk;
  private Map<String, JobRow> known = Map.of();
  private long knownAt = -1;

  Oracle(Box.Outside outside, Desk desk) {
    this.outside = outside;
    this.desk = desk;
  }

  private void violated(String what) {
    outside.violated().accept(what);
  }

  /** State of every job. */
  Map<String, String> states() {
    return jobs().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> e.getValue().state(), (a, b) -> a, TreeMap::new));
  }

  /** Whether every application was accepted and has come to its end. */
  boolean isSettled() {
    return outside.promised().size() == outside.applications().size()
        && states().values().stream().allMatch(OVER::contains);
  }

  /** Whether nothing but a card that is put back can bring the rest on. */
  boolean waitsForCards() {
    return outside.promised().size() == outside.applications().size()
        && states().values().stream()
            .allMatch(state -> OVER.contains(state) || state.equals("IN_DOUBT"));
  }

  private Map<String, JobRow> jobs() {
    long commits = outside.disk().commits() + outside.power().boxCuts();
    if (commits != knownAt) {
      known = readJobs();
      knownAt = commits;
    }
    return known;
  }

  private Map<String, JobRow> readJobs() {
    Map<String, JobRow> found = new TreeMap<>();
    outside
        .disk()
        .rows("SELECT id, state, serial, work FROM jobs")
        .forEach(row ->
            found.put(
                String.valueOf(row.get(0)),
                new JobRow(String.valueOf(row.get(1)), row.get(2), row.get(3) != null)));
    return found;
  }

  private Map<String, CardRow> cards() {
    Map<String, CardRow> found = new TreeMap<>();
    outside
        .disk()
        .rows("SELECT chip, state, job FROM cards")
        .forEach(row ->
            found.put(
                String.valueOf(row.get(0)).toUpperCase(Locale.ROOT),
                new CardRow(String.valueOf(row.get(1)), row.get(2))));
    return found;
  }

  /** What the ledger says of a chip; empty if nothing. */
  String recorded(Chip chip) {
    return outside.disk().rows("SELECT state FROM cards WHERE chip = ?", chip.id()).stream()
        .map(row -> String.valueOf(row.getFirst()))
        .findFirst()
        .orElse("");
  }

  private static Optional<CardRow> row(Map<String, CardRow> cards, Chip chip) {
    return Optional.ofNullable(cards.get(chip.id()));
  }

  /** Nothing is signed for a job whose signature is on record. */
  void beforeSigning(String job) {
    if (!outside
        .disk()
        .rows("SELECT 1 FROM records WHERE subject = ? AND state = 'SIGNED'", job)
        .isEmpty()) {
      violated("a second signature is made for " + job);
    }
  }

  /** A card is reported when it is valid, not before. */
  void beforeReport(Centre.Report report) {
    boolean active =
        desk.all().stream()
            .filter(chip -> chip.id().equals(report.chip()))
            .anyMatch(chip -> chip.isActive() && serials(chip).contains(report.serial()));
    if (!active) {
      violated("the centre is told of " + report + ", and no such card is active");
    }
  }

  /** What a look at the chips alone tells, at any moment. */
  void chips() {
    Map<String, Chip> active = new HashMap<>();
    for (Chip chip : desk.all()) {
      if (chip.triesSpent() > MOST_TRIES) {
        violated(chip + " was left with " + chip.triesSpent() + " tries spent");
      }
      if (!chip.card().state().defects().isEmpty()) {
        violated(chip + ": the simulator failed with " + chip.card().state().defects());
      }
      if (chip.isActive()) {
        Set<String> serials = serials(chip);
        if (serials.size() != 1) {
          violated(chip + " is active and carries the serials " + serials);
        }
        for (String serial : serials) {
          Chip other = active.put(serial, chip);
          if (other != null) {
            violated("serial " + serial + " is on two active cards, " + other + " and " + chip);
          }
        }
      }
    }
  }

  /** Serials of our range in a chip's files. */
  private static Set<String> serials(Chip chip) {
    return chip.card().contents().values().stream()
        .flatMap(file -> serials(file).stream())
        .collect(Collectors.toSet());
  }

  private static List<String> serials(Bytes file) {
    String text = new String(file.toArray(), StandardCharsets.ISO_8859_1);
    return java.util.regex.Pattern.compile(Box.SERIALS.prefix() + "[0-9]{7}")
        .matcher(text)
        .results()
        .map(java.util.regex.MatchResult::group)
        .toList();
  }

  /** Everything, when nothing is left to do. */
  void atEnd() {
    chips();
    Map<String, JobRow> jobs = jobs();
    Map<String, CardRow> cards = cards();
    serialsGivenOnce();
    oneCardAJob(jobs);
    desk.all().forEach(chip -> agree(chip, row(cards, chip), jobs));
    jobs.forEach((job, row) -> ended(job, row));
    reports(cards);
    stock(cards);
    Set<String> lost = new java.util.TreeSet<>(outside.promised());
    lost.removeAll(jobs.keySet());
    lost.forEach(job -> violated("job " + job + " was accepted and is lost"));
  }

  private void oneCardAJob(Map<String, JobRow> jobs) {
    Map<String, String> jobOf = new HashMap<>();
    jobs.forEach((job, row) -> {
      if (row.serial() != null) {
        jobOf.put(row.serial(), job);
      }
    });
    Map<String, Chip> active = new HashMap<>();
    desk.all().stream()
        .filter(Chip::isActive)
        .forEach(chip ->
            serials(chip)
                .forEach(serial -> {
                  String job = jobOf.get(serial);
                  if (job == null) {
                    violated(chip + " is active with serial " + serial + ", which no job has");
                  } else if (active.put(job, chip) != null) {
                    violated(job + " has two active cards");
                  }
                }));
  }

  /** The ledger's word on a chip does not contradict the chip. */
  private void agree(Chip chip, Optional<CardRow> row, Map<String, JobRow> jobs) {
    String state = row.map(CardRow::state).orElse("");
    boolean active = chip.isActive();
    Predicate<String> said = state::equals;
    if (state.isEmpty() && chip.isTouched()) {
      violated(chip + " was written to and the ledger knows nothing of it");
    }
    if (said.test("ISSUED") && !active) {
      violated(chip + " is issued for the ledger and not active");
    }
    if (said.test("BLANK") && chip.hasContents()) {
      violated(chip + " is a blank for the ledger and holds something");
    }
    if (active && (said.test("SPOILED") || said.test("QUARANTINED"))) {
      violated(chip + " is active and waste for the ledger: " + state);
    }
    if (said.test("IN_PROCESS")) {
      violated(chip + " is in process for the ledger, and nobody works on it");
    }
    if (active) {
      JobRow job = row.map(CardRow::job).map(jobs::get).orElse(null);
      if (job == null || !serials(chip).equals(java.util.Collections.singleton(job.serial()))) {
        violated(chip + " is active with " + serials(chip) + "; the ledger has it as " + row);
      }
    }
  }

  private void ended(String job, JobRow row) {
    if (row.state().equals("IN_DOUBT") && !mayNotBeTried(job)) {
      violated(job + " stays in doubt although its card was put back");
    } else if (row.state().equals("ACTIVATED") && !row.proven()) {
      violated(job + " is activated and was never proven");
    } else if (!OVER.contains(row.state()) && !row.state().equals("IN_DOUBT")) {
      violated(job + " is left in state " + row.state() + " with blanks at hand");
    }
  }

  /** A card whose keys were tried in vain so often that the centre has to look at it. */
  private boolean mayNotBeTried(String job) {
    return outside
        .disk()
        .rows(
            "SELECT 1 FROM attempts a JOIN jobs j ON j.chip = a.chip WHERE j.id = ? AND"
                + " a.unsettled >= 2",
            job)
        .stream()
        .findAny()
        .isPresent();
  }

  private void serialsGivenOnce() {
    Map<String, String> jobOf = new HashMap<>();
    Map<String, String> serialOf = new HashMap<>();
    for (List<@Nullable String> row :
        outside
            .disk()
            .rows(
                "SELECT subject, json_extract(facts, '$.serial') AS s FROM records WHERE kind ="
                    + " 'job' AND s IS NOT NULL")) {
      String job = String.valueOf(row.get(0));
      String serial = String.valueOf(row.get(1));
      String other = jobOf.putIfAbsent(serial, job);
      if (other != null && !other.equals(job)) {
        violated("serial " + serial + " was given to " + other + " and to " + job);
      }
      String before = serialOf.putIfAbsent(job, serial);
      if (before != null && !before.equals(serial)) {
        violated(job + " was given the serials " + before + " and " + serial);
      }
    }
  }

  /** Every card on record is one that was handed out; the ledger's own check counts the batches. */
  private void stock(Map<String, CardRow> cards) {
    Set<String> handedOut = desk.all().stream().map(Chip::id).collect(Collectors.toSet());
    cards.keySet().stream()
        .filter(chip -> !handedOut.contains(chip) && !chip.startsWith("UNREAD"))
        .forEach(chip -> violated("the ledger has a card " + chip + ", which nobody handed out"));
  }

  /** An issued card's report waits or was heard. */
  private void reports(Map<String, CardRow> cards) {
    for (CardRow card : cards.values()) {
      String job = card.job();
      if (card.state().equals("ISSUED") && job != null && !outside.centre().knows(job)) {
        violated("the centre never hears of the card of " + job);
      }
    }
  }
}
