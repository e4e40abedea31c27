package org.countersign.station.ledger;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.station.jobs.StationEvent;
import org.countersign.trust.audit.InclusionProof;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.audit.TreeHash;
import org.countersign.trust.audit.TreeProofs;

/**
 * Shows to whoever has the station's certificate that the station recorded this of a serial.
 *
 * @param records every record of the serial's job that the head is over, in order
 * @param certificate of the key that signed the head, as the ledger names it
 */
public record LedgerProof(
    String serial, List<Proven> records, SignedTreeHead head, X509Certificate certificate) {

  public LedgerProof {
    records = List.copyOf(records);
  }

  /**
   * A record and the way from it to the head.
   *
   * @param previous hash of the record before it, 32 bytes
   */
  public record Proven(StationEvent event, Bytes previous, InclusionProof proof) {

    /** Whether the record stands at its number under the head. */
    public boolean holds(SignedTreeHead head) {
      Bytes hash =
          new LedgerRecord(
                  event.sequence(),
                  event.at(),
                  event.kind(),
                  event.subject(),
                  event.state(),
                  new TreeMap<>(event.facts()),
                  previous)
              .hash();
      return proof.index() == event.sequence() - 1
          && proof.size() == head.head().size()
          && proof.proves(TreeHash.leaf(hash.toArray()), head.head().root());
    }
  }

  static LedgerProof of(LedgerReader reader, String serial) {
    HeadQuestions heads = new HeadQuestions(reader);
    SignedTreeHead head =
        heads
            .newest()
            .map(HeadQuestions.Kept::signed)
            .orElseThrow(() ->
                new LedgerException(
                    "no head was signed yet: the station signs one every few minutes and when it"
                        + " stops"));
    X509Certificate certificate =
        heads
            .certificate(head)
            .orElseThrow(() ->
                new LedgerException(
                    "the certificate of the newest head is not on record: 'countersign ledger"
                        + " verify' tells more"));
    Set<String> jobs = new History(reader).jobs(serial);
    RecordTree tree = new RecordTree(reader);
    long size = head.head().size();
    List<Proven> proven =
        new LedgerQuestions(reader)
            .ofJobs(jobs).stream()
                .filter(event -> event.sequence() <= size)
                .map(event ->
                    new Proven(
                        event,
                        previous(reader, event.sequence()),
                        TreeProofs.inclusion(tree, event.sequence() - 1, size)))
                .toList();
    if (proven.stream().noneMatch(p -> serial.equals(p.event().facts().get("serial")))) {
      throw new LedgerException(
          jobs.isEmpty()
              ? "no record tells of serial " + serial
              : "the records of serial "
                  + serial
                  + " are newer than the newest head: ask again when the next one was signed");
    }
    return new LedgerProof(serial, proven, head, certificate);
  }

  private static Bytes previous(LedgerReader reader, long sequence) {
    return reader
        .list(
            "SELECT previous FROM records WHERE sequence = ?",
            row -> Bytes.of(row.getBytes(1)),
            sequence)
        .getFirst();
  }
}
