package org.countersign.station.ledger;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.audit.TreeFrontier;
import org.countersign.trust.x509.Certificates;

/** What is asked of the signed heads. Any thread. */
final class HeadQuestions {

  /** A head as it is kept. */
  record Kept(SignedTreeHead signed, long sequence, Bytes frontier) {
    TreeFrontier toFrontier() {
      return TreeFrontier.of(signed.head().size(), frontier.toArray());
    }
  }

  private static final String KEPT =
      "SELECT r.facts, h.sequence, h.frontier FROM heads h JOIN records r USING (sequence)";

  private final LedgerReader reader;

  HeadQuestions(LedgerReader reader) {
    this.reader = reader;
  }

  Optional<Kept> newest() {
    return reader.list(KEPT + " ORDER BY h.size DESC LIMIT 1", HeadQuestions::kept).stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Kept> kept(ResultSet row) throws SQLException {
    long sequence = row.getLong(2);
    Bytes frontier = Bytes.of(row.getBytes(3));
    return HeadRecord.head(FactsJson.facts(row.getString(1)))
        .map(head -> new Kept(head, sequence, frontier));
  }

  /** Every head on record, the oldest first; what cannot be read as one is left out. */
  List<SignedTreeHead> all() {
    return facts(HeadRecord.HEAD).stream()
        .flatMap(facts -> HeadRecord.head(facts).stream())
        .toList();
  }

  /** Certificates of the keys that have signed heads here, the oldest first. */
  List<X509Certificate> certificates() {
    return facts(HeadRecord.KEY).stream()
        .flatMap(facts -> certificate(facts.getOrDefault(HeadRecord.CERTIFICATE, "")).stream())
        .toList();
  }

  /** The certificate of a number. */
  Optional<X509Certificate> certificate(SignedTreeHead head) {
    return certificates().stream()
        .filter(certificate -> Certificates.id(certificate).equals(head.signer()))
        .findFirst();
  }

  private static Optional<X509Certificate> certificate(String base64) {
    try {
      return Optional.of(Certificates.decode(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private List<Map<String, String>> facts(String subject) {
    return reader.list(
        "SELECT facts FROM records WHERE kind = 'ledger' AND subject = ? ORDER BY sequence",
        row -> FactsJson.facts(row.getString(1)),
        subject);
  }
}
