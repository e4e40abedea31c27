package org.countersign.station.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.trust.audit.TreeHash;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.grant.GrantJson;
import org.countersign.trust.grant.SignedGrant;

/** Grants for the ledgers of tests; a good first one of 10 cards that can be changed. */
final class GrantFixture {

  static final String PROFILE = "ab".repeat(32);
  static final Grants.Terms TERMS = new Grants.Terms("st-1", Map.of("residence-permit", PROFILE));

  long number = 1;
  String station = "st-1";
  long epoch = 1;
  List<Grant.Serials> serials = List.of(new Grant.Serials("CS", 1, 999));
  List<Grant.Product> profiles = List.of(new Grant.Product("residence-permit", PROFILE));
  long maxCards = 10;
  Instant notBefore = Instant.parse("2026-11-20T00:00:00Z");
  Instant notAfter = Instant.parse("2026-12-20T00:00:00Z");
  Optional<String> previous = Optional.empty();
  Grant.Head head = Grant.Head.EMPTY;

  /** The one that follows a grant, with all that the authority saw of the ledger since. */
  static GrantFixture after(SignedGrant last, Ledger ledger) throws Exception {
    GrantFixture next = new GrantFixture();
    next.number = GrantJson.read(last.json()).number() + 1;
    next.previous = Optional.of(last.digest());
    next.head = head(ledger);
    return next;
  }

  /** The head over all records of a ledger. */
  static Grant.Head head(Ledger ledger) {
    long size = ledger.latest();
    return new Grant.Head(size, root(ledger, size));
  }

  private static TreeHash root(Ledger ledger, long size) {
    var frontier = new org.countersign.trust.audit.TreeFrontier();
    ledger.after(0, (int) size).stream()
        .map(event -> ledger.recordHash(event.sequence()))
        .forEach(hash -> frontier.append(TreeHash.leaf(hash.toArray())));
    return frontier.root();
  }

  /** With a signature that nobody looks at here. */
  SignedGrant signed() {
    return new SignedGrant(
        GrantJson.write(
            new Grant(
                number, station, epoch, serials, profiles, maxCards, notBefore, notAfter, previous,
                head)),
        new byte[] {1});
  }
}
