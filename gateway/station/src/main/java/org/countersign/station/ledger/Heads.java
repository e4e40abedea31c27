package org.countersign.station.ledger;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.audit.TreeFrontier;
import org.countersign.trust.audit.TreeHead;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.x509.Certificates;
import org.jspecify.annotations.Nullable;

/**
 * Signed heads over the records (RFC 9162, 2.1). A head costs the reading of the records since the
 * one before it; the tree itself is not kept, only its right edge. Any thread but the ledger's; one
 * head is made at a time.
 */
public final class Heads {

  private final LedgerWriter writer;
  private final LedgerReader reader;
  private final Clock clock;
  private final HeadQuestions questions;

  /** The tree over the records that were read so far; null until the first head is made. */
  private @Nullable TreeFrontier frontier;

  Heads(LedgerWriter writer, LedgerReader reader, Clock clock) {
    this.writer = writer;
    this.reader = reader;
    this.clock = clock;
    this.questions = new HeadQuestions(reader);
  }

  /** The newest head; empty before the first. */
  public Optional<SignedTreeHead> newest() {
    return questions.newest().map(HeadQuestions.Kept::signed);
  }

  /** The certificate of the key that signed a head; empty if it is not on record. */
  public Optional<X509Certificate> certificate(SignedTreeHead head) {
    return questions.certificate(head);
  }

  /**
   * Signs a head over every record that is on the disk, keeps it, and puts it on the outbox. If
   * nothing was recorded since the last head, that one is the answer.
   *
   * @param station its id
   * @param epoch how often the authority has begun the station anew
   * @throws SignerException if the key may not sign now; no head is made
   * @throws LedgerException if the ledger takes no record
   */
  public synchronized SignedTreeHead sign(String station, long epoch, Signer signer)
      throws SignerException {
    Optional<HeadQuestions.Kept> last = questions.newest();
    long size = writer.end().sequence();
    if (last.isPresent() && last.get().sequence() == size) {
      return last.get().signed();
    }
    TreeFrontier tree = grown(last, size);
    Instant now = Instant.ofEpochMilli(clock.millis());
    TreeHead head = new TreeHead(station, epoch, size, now, tree.root());
    SignedTreeHead signed = SignedTreeHead.sign(head, signer);
    boolean newKey = questions.certificate(signed).isEmpty();
    byte[] edge = tree.toArray();
    long ignored =
        writer.write(tx -> {
          if (newKey) {
            tx.append(HeadRecord.KIND, HeadRecord.KEY, HeadRecord.USED, key(signer.certificate()));
          }
          return keep(tx, signed, edge);
        });
    return signed;
  }

  private TreeFrontier grown(Optional<HeadQuestions.Kept> last, long size) {
    TreeFrontier tree = frontier;
    if (tree == null) {
      tree = last.map(HeadQuestions.Kept::toFrontier).orElseGet(TreeFrontier::new);
      if (last.isPresent() && !tree.root().equals(last.get().signed().head().root())) {
        throw new LedgerException(
            "the newest head is not the one of the tree that was kept with it: the ledger was"
                + " changed; 'countersign ledger verify' tells more");
      }
    }
    frontier = null; // An interruption would leave it somewhere in between.
    RecordTree.append(reader, tree, tree.size(), size);
    frontier = tree;
    return tree;
  }

  private static long keep(Transaction tx, SignedTreeHead signed, byte[] edge)
      throws java.sql.SQLException {
    LedgerRecord record =
        tx.append(HeadRecord.KIND, HeadRecord.HEAD, HeadRecord.SIGNED, HeadRecord.facts(signed));
    tx.update("INSERT INTO heads VALUES (?,?,?)", signed.head().size(), record.sequence(), edge);
    tx.update("INSERT INTO outbox VALUES (?,NULL)", record.sequence());
    return record.sequence();
  }

  private static Map<String, String> key(X509Certificate certificate) {
    try {
      return Map.of(
          HeadRecord.SIGNER,
          Certificates.id(certificate),
          HeadRecord.CERTIFICATE,
          Base64.getEncoder().encodeToString(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new LedgerException("the audit key's certificate cannot be written down", e);
    }
  }
}
