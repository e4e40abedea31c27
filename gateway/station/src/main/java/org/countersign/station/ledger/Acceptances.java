package org.countersign.station.ledger;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.Application;
import org.countersign.personalization.JobState;

/** Applications as they come in: each id belongs to one application for good. */
final class Acceptances {

  private final StationKey key;
  private final LedgerWriter writer;
  private final LedgerReader reader;
  private final LedgerQuestions questions;

  Acceptances(StationKey key, LedgerWriter writer, LedgerReader reader, LedgerQuestions questions) {
    this.key = key;
    this.writer = writer;
    this.reader = reader;
    this.questions = questions;
  }

  /**
   * The record of an application that was accepted under this id before, compared with this one.
   */
  Optional<Ledger.Acceptance> accepted(String id, Application application) {
    record Digest(Bytes salt, Bytes digest) {}
    List<Digest> known =
        reader.list(
            "SELECT salt, digest FROM jobs WHERE id = ?",
            row -> new Digest(SealedColumn.bytes(row, 1), SealedColumn.bytes(row, 2)),
            id);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    boolean same =
        key.digest(known.getFirst().salt().toArray(), ApplicationCodec.encode(application))
            .equals(known.getFirst().digest());
    return questions
        .find(id)
        .map(job -> same ? new Ledger.Acceptance.Same(job) : new Ledger.Acceptance.Other(job));
  }

  /**
   * Records an application, unless its id is taken.
   *
   * @param sealed the same application under the same id
   */
  Ledger.Acceptance accept(
      String id, Application application, String suite, SealedApplication sealed) {
    Optional<Ledger.Acceptance> recorded =
        writer.write(tx ->
            JobChanges.record(tx, id).isPresent()
                ? Optional.empty()
                : record(tx, id, application, suite, sealed));
    if (recorded.isPresent()) {
      return recorded.get();
    }
    return accepted(id, application)
        .orElseThrow(() -> new LedgerException("job " + id + " is there and is not"));
  }

  /** What is kept of an application; needs neither the ledger's thread nor its file. */
  SealedApplication seal(String id, Application application) {
    byte[] content = ApplicationCodec.encode(application);
    byte[] salt = key.newSalt();
    byte[] jobKey = key.newWrappedKey(id);
    return new SealedApplication(
        Bytes.of(salt),
        key.digest(salt, content),
        Bytes.of(jobKey),
        Bytes.of(key.encrypt(jobKey, id, content)));
  }

  private static Optional<Ledger.Acceptance> record(
      Transaction tx, String id, Application application, String suite, SealedApplication sealed)
      throws SQLException {
    tx.requireTime();
    String profile = application.profile();
    String digest = sealed.digest().toHex();
    LedgerRecord record =
        tx.append(
            "job",
            id,
            JobState.ACCEPTED.name(),
            Map.of(
                "profile",
                profile,
                "suite",
                suite,
                "digest",
                digest,
                DerivedJobs.SALT,
                sealed.salt().toHex(),
                DerivedJobs.SEALED_KEY,
                DerivedTable.digest(sealed.jobKey().toArray()),
                DerivedJobs.SEALED_BODY,
                DerivedTable.digest(sealed.body().toArray())));
    long at = record.at().toEpochMilli();
    tx.update(
        "INSERT INTO jobs (id, number, profile, suite, state, accepted_at, changed_at, salt,"
            + " digest) VALUES (?,?,?,?,?,?,?,?,?)",
        id,
        record.sequence(),
        profile,
        suite,
        JobState.ACCEPTED.name(),
        at,
        at,
        sealed.salt().toArray(),
        sealed.digest().toArray());
    tx.update(
        "INSERT INTO sealed (job, job_key, body) VALUES (?,?,?)",
        id,
        sealed.jobKey().toArray(),
        sealed.body().toArray());
    Ledger.Waiting waiting = new Ledger.Waiting(record.sequence(), id, profile, suite);
    return JobChanges.record(tx, id).map(job -> new Ledger.Acceptance.Recorded(job, waiting));
  }
}
