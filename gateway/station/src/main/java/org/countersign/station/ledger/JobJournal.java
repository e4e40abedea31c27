package org.countersign.station.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceJournal;
import org.countersign.personalization.issue.IssuedCard;
import org.jspecify.annotations.Nullable;

/**
 * Where one device's work on one job is written down. Each call but {@link #begin} returns when the
 * record is on the disk; after a state that was refused none is entered. After {@link #revoke()}
 * nothing more can be written with it, so a thread that was given up and comes back cannot go on
 * with a card.
 */
public final class JobJournal implements IssuanceJournal {

  /** Sequence, job, job: a card that was in doubt after it was reported is reported once. */
  static final String REPORT_ONCE =
      "INSERT INTO outbox SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE job = ?)";

  private final String job;
  private final String device;
  private final LedgerWriter writer;
  private final StationKey key;
  private final LedgerReader reader;
  private volatile byte @Nullable [] unsavedSignature;
  private volatile boolean revoked;
  private volatile boolean bound;
  private volatile Optional<JobState> entered = Optional.empty();
  private volatile Optional<LedgerException> refusal = Optional.empty();

  /** Whether a state was refused. The ledger's thread. */
  private boolean broken;

  /** Not a monitor: it is held while the disk is waited for. */
  private final ReentrantLock order = new ReentrantLock();

  /** States that were begun, in order, the oldest first. Under {@link #order}. */
  private final Deque<Begun> begun = new ArrayDeque<>();

  private record Begun(JobState state, CompletableFuture<Long> durable) {}

  JobJournal(String job, String device, LedgerWriter writer, StationKey key, LedgerReader reader) {
    this.job = job;
    this.device = device;
    this.writer = writer;
    this.key = key;
    this.reader = reader;
  }

  /** The job. */
  public String job() {
    return job;
  }

  /** The newest state that was entered here; empty before {@link JobState#OPENED}. */
  public Optional<JobState> entered() {
    settleQuietly();
    return entered;
  }

  /** Why the last state could not be entered; empty if none was refused. */
  public Optional<LedgerException> refusal() {
    settleQuietly();
    return refusal;
  }

  /** Lets nothing more be written here. */
  public void revoke() {
    revoked = true;
  }

  boolean isRevoked() {
    return revoked;
  }

  /**
   * {@inheritDoc}
   *
   * @throws KnownCardException at {@link JobState#OPENED} for a chip that is no blank on record
   * @throws JobEndedException if the job was cancelled or taken away
   */
  @Override
  public void enter(JobState state, Map<String, String> facts) {
    begin(state, facts);
    settle();
  }

  @Override
  public void begin(JobState state, Map<String, String> facts) {
    begin(List.of(new Entry(state, facts)));
  }

  @Override
  public void begin(List<Entry> entries) {
    order.lock();
    try {
      List<LedgerWriter.Write<Long>> writes =
          entries.stream().map(entry -> record(entry.state(), entry.facts())).toList();
      List<CompletableFuture<Long>> durable = writer.begin(writes);
      for (int i = 0; i < entries.size(); i++) {
        begun.add(new Begun(entries.get(i).state(), durable.get(i)));
      }
    } finally {
      order.unlock();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws LedgerException as {@link #enter} does, the one of the first state that was refused
   */
  @Override
  public void settle() {
    order.lock();
    try {
      while (!begun.isEmpty()) {
        Begun oldest = begun.remove();
        try {
          long ignored = LedgerWriter.await(oldest.durable());
          entered = Optional.of(oldest.state());
        } catch (LedgerException e) {
          refusal = refusal.or(() -> Optional.of(e));
        }
      }
    } finally {
      order.unlock();
    }
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  private void settleQuietly() {
    try {
      settle();
    } catch (LedgerException kept) {
      // Whoever asks is told by refusal().
    }
  }

  private LedgerWriter.Write<Long> record(JobState state, Map<String, String> facts) {
    byte[] signature = state == JobState.SIGNED ? unsavedSignature : null;
    if (signature != null) {
      return unlessBroken(state, withDevice(facts), new Keeping(signature));
    }
    return unlessBroken(
        state,
        withDevice(facts),
        (tx, row, record) -> {
          String chip = facts.get("chip");
          if (state == JobState.OPENED && chip != null) {
            JobChanges.openCard(tx, record, chip.toUpperCase(Locale.ROOT));
            tx.update("UPDATE jobs SET device = ? WHERE id = ?", device, job);
          }
          if (state == JobState.SIGNED) {
            bound = facts.containsKey("bound");
          }
          if (row.state() == JobState.IN_DOUBT) {
            tx.update("UPDATE jobs SET device = ? WHERE id = ?", device, job);
            card(tx, row, record, "IN_PROCESS");
          }
          if (state == JobState.WRITING && row.chip() != null) {
            Attempts.settled(tx, row.chip(), Keys.PERSONALIZATION);
          }
          if (row.chip() != null && facts.containsKey(ATTEMPT)) {
            int ignored = Attempts.add(tx, row.chip());
          }
          if (state == JobState.ACTIVATED) {
            // Its card is ISSUED once it is proven: until then a cut makes it IN_DOUBT again.
            if (row.chip() != null) {
              Attempts.settled(tx, row.chip(), Keys.PERSONALIZATION);
            }
            tx.update(REPORT_ONCE, record.sequence(), job, job);
          }
        });
  }

  /** Keeps a signed object until {@link JobState#SIGNED} is entered and saves it with it. */
  public void keep(byte[] signature) {
    unsavedSignature = signature.clone();
  }

  /** The signed object of this job, if one was made: a job is never signed a second time. */
  public Optional<byte[]> kept() {
    byte[] unsaved = unsavedSignature;
    if (unsaved != null) {
      return Optional.of(unsaved.clone());
    }
    return SealedColumn.SIGNED.read(reader, key, job);
  }

  /** The card was proven and is issued; the application is destroyed. */
  public void prove(IssuedCard card) {
    writer.write(tx -> {
      JobTable.Row row = check(tx);
      Map<String, String> facts = new TreeMap<>(withDevice(Map.of()));
      facts.put("apdus", Integer.toString(card.apdus()));
      facts.put("bytes", Long.toString(card.bytes()));
      facts.put("verdict", card.verdict().summary());
      String work = FactsJson.work(card);
      facts.put(DerivedJobs.WORK, DerivedTable.digest(work.getBytes(StandardCharsets.UTF_8)));
      if (row.serial() != null) {
        facts.put("serial", row.serial());
      }
      LedgerRecord record = tx.append("job", job, row.state().name(), facts);
      tx.update(
          "UPDATE jobs SET work = ?, changed_at = ? WHERE id = ?",
          work,
          record.at().toEpochMilli(),
          job);
      card(tx, row, record, "ISSUED");
      if (row.chip() != null) {
        Attempts.settled(tx, row.chip(), Keys.INSPECTION);
      }
      JobChanges.erase(tx, job);
      writer.erased();
      return record.sequence();
    });
  }

  /** Whether another chip cannot carry what was signed here. */
  public boolean boundToChip() {
    settleQuietly();
    return bound;
  }

  /** The card was not changed and the job waits again with its serial. */
  public void release(String problem) {
    release(problem, "BLANK");
  }

  /** The card is not one of ours or not a blank; the job waits again with its serial. */
  public void releaseFrom(String problem) {
    release(problem, "QUARANTINED");
  }

  /**
   * The card was not changed, but a try of its keys may be spent; the job waits again.
   *
   * @return whether the card is still used as a blank; otherwise it is set aside
   */
  public boolean releaseAttempted(String problem) {
    return writer.write(tx -> {
      JobTable.Row row = check(tx);
      Doubts.backInLine(tx, row, withDevice(Map.of("problem", problem)), true, "BLANK");
      return row.chip() == null
          || Attempts.unsettled(tx, row.chip(), Keys.PERSONALIZATION) < Attempts.MOST_UNSETTLED;
    });
  }

  private void release(String problem, String cardState) {
    writer.write(tx -> {
      JobTable.Row row = check(tx);
      Map<String, String> facts = new TreeMap<>(withDevice(Map.of("problem", problem)));
      if (row.state() == JobState.RESERVED) {
        return JobChanges.note(tx, row, facts);
      }
      if (!JobTable.inHand(row.state())) {
        return 0L;
      }
      return Doubts.backInLine(tx, row, facts, false, cardState).sequence();
    });
  }

  /** The card is waste; the job ends with it. */
  public void spoil(String problem) {
    spoil(problem, "SPOILED");
  }

  /** The half-written card is not tried any more and set aside; the job ends with it. */
  public void spoilQuarantined(String problem) {
    spoil(problem, "QUARANTINED");
  }

  private void spoil(String problem, String cardState) {
    change(
        JobState.SPOILED,
        withDevice(Map.of("problem", problem, StockReplay.CARD, cardState)),
        (tx, row, record) -> {
          card(tx, row, record, cardState);
          JobChanges.erase(tx, job);
          writer.erased();
        });
  }

  /** Only reading the card can tell; the job waits for that. */
  public void doubt(String problem) {
    doubt(problem, 0);
  }

  /**
   * The same.
   *
   * @param writeErrors how often the card itself has failed by now; 0 if it did not this time
   */
  public void doubt(String problem, int writeErrors) {
    Map<String, String> facts = new TreeMap<>(withDevice(Map.of("problem", problem)));
    if (writeErrors > 0) {
      facts.put("writeErrors", Integer.toString(writeErrors));
    }
    long ignored =
        writer.write(tx -> {
          JobTable.Row row = check(tx);
          if (row.state() == JobState.IN_DOUBT) {
            return JobChanges.note(tx, row, facts);
          }
          LedgerRecord record = JobChanges.move(tx, row, JobState.IN_DOUBT, facts);
          card(tx, row, record, "IN_DOUBT");
          return record.sequence();
        });
  }

  @Override
  public boolean attempt(Keys keys) {
    return writer.write(tx -> Attempts.announce(tx, job, chip(tx), keys));
  }

  @Override
  public void attempted(Keys keys, AttemptOutcome outcome) {
    boolean ignored =
        writer.write(tx -> {
          Attempts.came(tx, job, chip(tx), keys, outcome);
          return true;
        });
  }

  private String chip(Transaction tx) throws SQLException {
    String chip = check(tx).chip();
    if (chip == null) {
      throw new LedgerException("job " + job + " has no card whose attempts could be counted");
    }
    return chip;
  }

  private void card(Transaction tx, JobTable.Row row, LedgerRecord record, String state)
      throws SQLException {
    if (row.chip() != null) {
      JobChanges.setCard(tx, record, row.chip(), state);
    }
  }

  private Map<String, String> withDevice(Map<String, String> facts) {
    if (device.isEmpty()) {
      return facts;
    }
    Map<String, String> all = new TreeMap<>(facts);
    all.put("device", device);
    return all;
  }

  @FunctionalInterface
  private interface Also {
    void apply(Transaction tx, JobTable.Row row, LedgerRecord record) throws SQLException;

    /** The facts of the record, with what it has to say of the change. */
    default Map<String, String> facts(JobTable.Row row, Map<String, String> facts) {
      return facts;
    }
  }

  /** Keeps the signed object; the record says under which digest. */
  private final class Keeping implements Also {

    private final byte[] signature;
    private byte[] sealed = new byte[0];

    Keeping(byte[] signature) {
      this.signature = signature.clone();
    }

    @Override
    public Map<String, String> facts(JobTable.Row row, Map<String, String> facts) {
      if (row.jobKey().isEmpty()) {
        throw new JobEndedException(job, row.state(), JobState.SIGNED);
      }
      sealed = key.encrypt(row.jobKey().toArray(), job, signature);
      Map<String, String> all = new TreeMap<>(facts);
      all.put(DerivedJobs.SEALED_SIGNED, DerivedTable.digest(sealed));
      return all;
    }

    @Override
    public void apply(Transaction tx, JobTable.Row row, LedgerRecord record) throws SQLException {
      bound = record.facts().containsKey("bound");
      tx.update("UPDATE sealed SET signed = ? WHERE job = ?", sealed, job);
    }
  }

  private void change(JobState next, Map<String, String> facts, Also also) {
    long ignored = writer.write(apply(next, facts, also));
  }

  /** What was begun behind a state that was refused is refused too. */
  private LedgerWriter.Write<Long> unlessBroken(
      JobState next, Map<String, String> facts, Also also) {
    LedgerWriter.Write<Long> write = apply(next, facts, also);
    return tx -> {
      if (broken) {
        throw new LedgerException("job " + job + ": the state before " + next + " was refused");
      }
      broken = true;
      Long sequence = write.apply(tx);
      broken = false;
      return sequence;
    };
  }

  private LedgerWriter.Write<Long> apply(JobState next, Map<String, String> facts, Also also) {
    return tx -> {
      JobTable.Row row = check(tx);
      Map<String, String> told = also.facts(row, withKeyedDigests(row, next, facts));
      LedgerRecord record = JobChanges.move(tx, row, next, told);
      also.apply(tx, row, record);
      return record.sequence();
    };
  }

  /** A plain digest over an application in the chain could be undone by trying applications. */
  private Map<String, String> withKeyedDigests(
      JobTable.Row row, JobState next, Map<String, String> facts) {
    byte[] jobKey = row.jobKey().toArray();
    Map<String, String> keyed = new TreeMap<>(facts);
    keyed.keySet().retainAll(DIGESTS);
    if (keyed.isEmpty()) {
      return facts;
    }
    if (jobKey.length == 0) {
      throw new JobEndedException(job, row.state(), next);
    }
    keyed.replaceAll((name, value) -> key.digest(jobKey, job, name, value).toHex());
    Map<String, String> all = new TreeMap<>(facts);
    all.putAll(keyed);
    return all;
  }

  private JobTable.Row check(Transaction tx) throws SQLException {
    if (revoked) {
      throw new JobEndedException(job);
    }
    return JobChanges.row(tx, job);
  }
}
