package org.countersign.station.app;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import org.countersign.station.audit.Auditor;
import org.countersign.station.config.StationConfig;
import org.countersign.station.http.LedgerHeads;
import org.countersign.station.ledger.Ledger;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.authority.StationAuditKey;

/** How the station vouches for its ledger. */
final class AuditParts {

  private AuditParts() {}

  /** Starts to sign heads. */
  static Auditor start(StationConfig config, Ledger ledger, Clock clock, MeterRegistry meters) {
    StationConfig.Audit audit = config.audit();
    StationAuditKey key =
        new StationAuditKey(audit.keyFile(), audit.passwordFile(), audit.certificate());
    String station = config.station().id();
    return Auditor.start(
        ledger,
        () -> key.openOrCreate(station, clock),
        station,
        ledger.standing(),
        new Auditor.Schedule(audit.records(), audit.every()),
        meters);
  }

  /** The heads, for those who ask over HTTP. */
  static LedgerHeads heads(Ledger ledger) {
    return new LedgerHeads() {
      @Override
      public Optional<SignedTreeHead> newest() {
        return ledger.heads().newest();
      }

      @Override
      public Optional<X509Certificate> certificate(SignedTreeHead head) {
        return ledger.heads().certificate(head);
      }
    };
  }
}
