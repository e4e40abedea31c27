package org.countersign.station.app;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.countersign.station.box.BoxWatch;
import org.countersign.station.box.RunMarker;
import org.countersign.station.config.StationConfig.Fleet;
import org.countersign.station.fleet.BacklogFacts;
import org.countersign.station.fleet.BoxFacts;
import org.countersign.station.fleet.CertificateFacts;
import org.countersign.station.fleet.Facts;
import org.countersign.station.fleet.ForecastFacts;
import org.countersign.station.fleet.GrantFacts;
import org.countersign.station.fleet.Issuing;
import org.countersign.station.fleet.IssuingFacts;
import org.countersign.station.fleet.RecordBacklog;
import org.countersign.station.fleet.SelfTestFacts;
import org.countersign.station.fleet.StartFacts;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.Outbox;
import org.countersign.trust.signer.Signer;

/** What a station tells the fleet beside its work. */
final class FleetFacts {

  private FleetFacts() {}

  static List<Facts> of(
      Parts parts,
      Fleet fleet,
      Ledger ledger,
      StationGrants grants,
      SelfTestParts tests,
      Supplier<Issuing> issuing,
      BoxWatch box,
      RunMarker marker) {
    List<Facts> all =
        new ArrayList<>(
            List.of(
                new IssuingFacts(issuing),
                new SelfTestFacts(tests.selfTests()::latest),
                new StartFacts(parts.config().station().site(), marker.lastClean()),
                new BoxFacts(box::now),
                new CertificateFacts(certificates(parts, fleet)),
                new GrantFacts(() -> left(grants)),
                new ForecastFacts(tests.forecast()::days)));
    if (fleet.records()) {
      all.add(new BacklogFacts(() -> backlog(ledger)));
    }
    return all;
  }

  private static RecordBacklog backlog(Ledger ledger) {
    Outbox.Backlog waiting = ledger.outbox().backlog();
    return new RecordBacklog(waiting.records(), waiting.oldest());
  }

  private static Optional<GrantFacts.Left> left(StationGrants grants) {
    return grants
        .status()
        .grant()
        .map(grant -> new GrantFacts.Left(grant.notAfter(), grants.serialsLeft()));
  }

  private static Map<String, Supplier<Optional<Instant>>> certificates(Parts parts, Fleet fleet) {
    Map<String, Supplier<Optional<Instant>>> uses = new HashMap<>();
    uses.put("document-signer", () -> firstEnd(parts.signers()));
    if (fleet.clientKey().isPresent() && fleet.clientPasswordFile().isPresent()) {
      uses.put(
          "link", new LinkCertificate(fleet.clientKey().get(), fleet.clientPasswordFile().get()));
    }
    return uses;
  }

  /** Of the first document signer whose certificate ends. */
  private static Optional<Instant> firstEnd(List<Signer> signers) {
    return signers.stream()
        .map(signer -> signer.certificate().getNotAfter().toInstant())
        .min(Comparator.naturalOrder());
  }
}
