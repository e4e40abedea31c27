package org.countersign.station.ledger;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.JobState;
import org.jspecify.annotations.Nullable;

/** The jobs as their records tell them. */
final class DerivedJobs extends DerivedTable {

  /** Fact of an acceptance: what the application's digest was salted with. */
  static final String SALT = "salt";

  /** Facts of what is kept sealed: SHA-256 over the sealed bytes, which say nothing. */
  static final String SEALED_KEY = "sealedKey";

  static final String SEALED_BODY = "sealedBody";
  static final String SEALED_SIGNED = "sealedSigned";

  /** Fact of a proof: SHA-256 over what the card cost, as it is kept. */
  static final String WORK = "work";

  private static final class Job {
    private final LedgerRecord accepted;
    private LedgerRecord newest;
    private @Nullable String serial;
    private @Nullable Long reservedAt;
    private @Nullable String device;
    private @Nullable String chip;
    private @Nullable String work;

    Job(LedgerRecord accepted) {
      this.accepted = accepted;
      this.newest = accepted;
    }
  }

  private final Map<String, Job> jobs = new HashMap<>();

  DerivedJobs() {
    super(
        "jobs",
        "id",
        "number",
        "profile",
        "suite",
        "state",
        "serial",
        "device",
        "chip",
        "accepted_at",
        "reserved_at",
        "changed_at",
        "problem",
        "work#",
        "salt",
        "digest");
  }

  @Override
  void take(LedgerRecord record) {
    if (!record.kind().equals("job")) {
      return;
    }
    if (record.state().equals(JobState.ACCEPTED.name())) {
      jobs.put(record.subject(), new Job(record));
      return;
    }
    Job job = jobs.get(record.subject());
    if (job != null) {
      changed(job, record);
    }
  }

  private static void changed(Job job, LedgerRecord record) {
    Map<String, String> facts = record.facts();
    if (StockReplay.isGoneOn(job.newest.state(), record)) {
      job.device = facts.getOrDefault("device", "");
    }
    job.newest = record;
    if (record.state().equals(JobState.RESERVED.name())) {
      if (job.serial == null) {
        job.serial = facts.get("serial");
        job.reservedAt = record.at().toEpochMilli();
      }
      job.chip = null;
      job.device = null;
    }
    String chip = facts.get("chip");
    if (record.state().equals(JobState.OPENED.name()) && chip != null) {
      job.chip = chip.toUpperCase(Locale.ROOT);
      job.device = facts.getOrDefault("device", "");
    }
    job.work = facts.getOrDefault(WORK, job.work);
  }

  @Override
  void finish() {
    jobs.forEach((id, job) -> {
      Map<String, String> facts = job.accepted.facts();
      row(
          id,
          job.accepted.sequence(),
          facts.get("profile"),
          facts.get("suite"),
          job.newest.state(),
          job.serial,
          job.device,
          job.chip,
          job.accepted.at().toEpochMilli(),
          job.reservedAt,
          job.newest.at().toEpochMilli(),
          job.newest.facts().get("problem"),
          job.work,
          bytes(facts.get(SALT)),
          bytes(facts.get("digest")));
    });
    jobs.clear();
  }

  private static @Nullable Bytes bytes(@Nullable String hex) {
    try {
      return hex == null ? null : Bytes.hex(hex);
    } catch (IllegalArgumentException e) {
      return null; // The record was altered, which is told already.
    }
  }
}
