package org.countersign.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.ledger.Ledger;

/**
 * Holds a ledger against the chips: every card on record as it is, no applicant with two active
 * cards. After the station has stopped; one thread.
 */
final class CardAudit {

  private static final int PAGE = 1_000;

  /** What the ledger says of a card. */
  enum Fate {
    ISSUED,
    SPOILED,
    IN_DOUBT,
    /** Set aside, and not in any job. */
    QUARANTINED,
    /** As it came. */
    BLANK
  }

  /**
   * What was found.
   *
   * @param cards by fate
   * @param verified issued cards that an inspection system found good
   * @param doubtsValid cards in doubt that turn out valid when they are read
   * @param anew times that a job went back into line
   * @param faults everything that does not hold; empty if the account is right
   */
  record Account(
      Map<Fate, Integer> cards, int verified, int doubtsValid, int anew, List<String> faults) {

    /** The same with other faults. */
    Account with(List<String> others) {
      return new Account(cards, verified, doubtsValid, anew, List.copyOf(others));
    }

    int of(Fate fate) {
      return cards.getOrDefault(fate, 0);
    }

    /** Blanks that did not stay blanks. */
    int used() {
      return cards.values().stream().mapToInt(Integer::intValue).sum() - of(Fate.BLANK);
    }
  }

  private final Ledger ledger;
  private final BlankPile blanks;
  private final InspectionDesk desk;
  private final Map<String, Map<String, String>> applicants;

  private final Map<String, JobRecord> jobs = new HashMap<>();
  private final Map<String, String> jobOfChip = new HashMap<>();
  private final Map<String, Fate> fateOfChip = new HashMap<>();
  private final Map<String, Integer> active = new HashMap<>();
  private final Map<Fate, Integer> cards = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private int verified;
  private int doubtsValid;
  private int anew;

  /**
   * Prepares an audit.
   *
   * @param applicants text elements by job id; of one applicant are the ids that are alike up to a
   *     dot
   */
  CardAudit(
      Ledger ledger,
      BlankPile blanks,
      InspectionDesk desk,
      Map<String, Map<String, String>> applicants) {
    this.ledger = ledger;
    this.blanks = blanks;
    this.desk = desk;
    this.applicants = applicants;
  }

  /** Reads everything. One call. */
  Account account() {
    ledger.verify().ifPresent(why -> faults.add("the ledger's chain: " + why));
    readJobs();
    readEvents();
    blanks.taken().forEach(this::look);
    compareCounts();
    applicants.keySet().stream().map(CardAudit::applicant).distinct().forEach(this::settled);
    return new Account(Map.copyOf(cards), verified, doubtsValid, anew, List.copyOf(faults));
  }

  private void readJobs() {
    Set<String> serials = new HashSet<>();
    List<JobRecord> page = ledger.list(Optional.empty(), PAGE, Set.of());
    while (!page.isEmpty()) {
      for (JobRecord job : page) {
        jobs.put(job.id(), job);
        if (job.serial().isPresent() && !serials.add(job.serial().get())) {
          faults.add("serial " + job.serial().get() + " belongs to two jobs");
        }
      }
      page = ledger.list(Optional.of(page.getLast().id()), PAGE, Set.of());
    }
  }

  private void readEvents() {
    Map<String, String> chipOfJob = new HashMap<>();
    List<StationEvent> page = ledger.after(0, PAGE);
    while (!page.isEmpty()) {
      page.stream().filter(e -> e.kind().equals("job")).forEach(e -> read(e, chipOfJob));
      page = ledger.after(page.getLast().sequence(), PAGE);
    }
  }

  private void read(StationEvent event, Map<String, String> chipOfJob) {
    String job = event.subject();
    String opened = event.facts().get("chip");
    if (event.state().equals("OPENED") && opened != null) {
      String number = opened.toUpperCase(Locale.ROOT);
      chipOfJob.put(job, number);
      jobOfChip.put(number, job);
    }
    Optional<String> chip = Optional.ofNullable(chipOfJob.get(job));
    switch (event.state()) {
      case "ACTIVATED" -> {
        // Once as a valid card, and once more as one that was inspected.
        if (event.facts().containsKey("verdict")) {
          fate(chip, Fate.ISSUED);
        }
      }
      case "SPOILED" -> fate(chip, Fate.SPOILED);
      case "IN_DOUBT" -> fate(chip, Fate.IN_DOUBT);
      case "RESERVED" -> {
        if (event.facts().containsKey("problem")) {
          anew++;
        }
      }
      default -> {}
    }
  }

  private void fate(Optional<String> chip, Fate fate) {
    if (chip.isEmpty()) {
      faults.add("a job is " + fate + " without a card");
    } else {
      fateOfChip.put(chip.get(), fate);
    }
  }

  private void look(VirtualCard card) {
    String chip = onRecord(card);
    String job = jobOfChip.getOrDefault(chip, "");
    Fate fate =
        Optional.ofNullable(fateOfChip.get(chip))
            .orElse(blanks.isApart(card) ? Fate.QUARANTINED : Fate.BLANK);
    cards.merge(fate, 1, Integer::sum);
    boolean finished = card.state().isFinished();
    if (!card.state().defects().isEmpty()) {
      faults.add(card + " failed by itself: " + card.state().defects());
    }
    if (finished) {
      active.merge(applicant(job), 1, Integer::sum);
    }
    switch (fate) {
      case ISSUED -> verified += isGood(card, job) ? 1 : 0;
      case IN_DOUBT -> doubtsValid += finished && isGood(card, job) ? 1 : 0;
      case SPOILED, QUARANTINED -> require(!finished, card + " is valid and on record as " + fate);
      // A try that was spent is written too.
      case BLANK ->
          require(card.state().files().isEmpty(), card + " was written to, and not on record");
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      faults.add(otherwise);
    }
  }

  /** Its number in the ledger, which ends with CPLC's batch and serial number. */
  private String onRecord(VirtualCard card) {
    // The card's own ten bytes: 2 of its maker, 2 fabrication date, 4 serial number, 2 batch.
    String id = card.chipId().toUpperCase(Locale.ROOT);
    String end = id.substring(16, 20) + id.substring(8, 16);
    return jobOfChip.keySet().stream().filter(chip -> chip.endsWith(end)).findFirst().orElse("");
  }

  private boolean isGood(VirtualCard card, String id) {
    String serial = Optional.ofNullable(jobs.get(id)).flatMap(JobRecord::serial).orElse("");
    String verdict = desk.inspect(card, serial, applicants.getOrDefault(id, Map.of())).verdict();
    if (!verdict.equals("good")) {
      faults.add("the card of job " + id + " does not verify: " + verdict);
    }
    return verdict.equals("good");
  }

  private void compareCounts() {
    Ledger.Counts counts = ledger.counts();
    compare(Fate.ISSUED, counts.issued());
    compare(Fate.SPOILED, counts.spoiled());
    compare(Fate.IN_DOUBT, counts.inDoubt());
    compare(Fate.QUARANTINED, counts.quarantined());
    if (counts.inProcess() > 0) {
      faults.add(counts.inProcess() + " card(s) are still in process on record");
    }
  }

  private void compare(Fate fate, long onRecord) {
    int there = cards.getOrDefault(fate, 0);
    if (there != onRecord) {
      faults.add("%d card(s) %s, %d on record".formatted(there, fate, onRecord));
    }
  }

  private static String applicant(String job) {
    int dot = job.indexOf('.');
    return dot < 0 ? job : job.substring(0, dot);
  }

  private void settled(String applicant) {
    int valid = active.getOrDefault(applicant, 0);
    boolean issued = isOnRecord(applicant, Set.of("ACTIVATED", "REPORTED", "HANDED_OVER"));
    boolean doubt = isOnRecord(applicant, Set.of("IN_DOUBT"));
    boolean lost = isOnRecord(applicant, Set.of("SPOILED", "VOID"));
    if (valid > 1) {
      faults.add(applicant + " has " + valid + " valid cards");
    } else if (issued != (valid == 1) && !doubt) {
      faults.add(applicant + ": " + valid + " valid card(s), on record as issued: " + issued);
    } else if (!issued && !doubt && !lost) {
      faults.add(applicant + " has no card, and nothing on record says why");
    }
  }

  private boolean isOnRecord(String applicant, Set<String> states) {
    return jobs.values().stream()
        .anyMatch(
            job -> applicant(job.id()).equals(applicant) && states.contains(job.state().name()));
  }
}
