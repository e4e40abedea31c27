package org.countersign.station.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.countersign.station.ledger.GrantRefused.Reason;
import org.countersign.trust.audit.TreeHash;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.grant.GrantJson;
import org.countersign.trust.grant.SignedGrant;

/** Everything that can speak against taking a grant, one after the other. */
record GrantChecks(
    Grants.Terms station,
    Standing standing,
    LedgerWriter writer,
    LedgerReader reader,
    Clock clock,
    Duration tolerance) {

  void check(Grant grant, Optional<SignedGrant> last) throws GrantRefused {
    requireStation(grant);
    requireEpoch(grant);
    requireSuccessor(grant, last);
    requireLedger(grant, last.isPresent());
    requireTime(grant);
    requireProducts(grant);
    require(
        grant.maxCards() > 0,
        Reason.EMPTY,
        "the grant leaves nothing to issue: it is for no cards; ask for another one");
  }

  private void requireStation(Grant grant) throws GrantRefused {
    require(
        grant.station().equals(station.station()),
        Reason.FOREIGN,
        "the grant is for station "
            + grant.station()
            + ", this is "
            + station.station()
            + ": install it there");
  }

  private void requireEpoch(Grant grant) throws GrantRefused {
    long now = standing.epoch();
    require(
        grant.epoch() >= now,
        Reason.EPOCH,
        "the grant is of epoch "
            + grant.epoch()
            + ", but the authority has begun this station anew with epoch "
            + now
            + ": ask for a grant of that");
    require(
        grant.epoch() > now || !standing.isFrozen(),
        Reason.EPOCH,
        standing.objection().orElse("the station has to be begun anew")
            + " (this grant is of epoch "
            + grant.epoch()
            + ", which it was already)");
  }

  private void requireSuccessor(Grant grant, Optional<SignedGrant> last) throws GrantRefused {
    if (last.isEmpty()) {
      // With a higher epoch the authority accepts a ledger that has lost its grants.
      require(
          grant.previous().isEmpty() || grant.epoch() > standing.epoch(),
          Reason.OLDER,
          "the grant follows another one, which this station has never had: install that one"
              + " first");
      return;
    }
    long newest = number(last.get());
    require(
        grant.number() > newest,
        Reason.OLDER,
        "the grant has number "
            + grant.number()
            + ", but number "
            + newest
            + " was installed already: ask for a newer one");
    require(
        grant.previous().equals(Optional.of(last.get().digest()))
            || grant.epoch() > standing.epoch(),
        Reason.OLDER,
        "the grant does not follow number "
            + newest
            + ", which is installed: the authority counts other grants for this station, tell it");
  }

  private static long number(SignedGrant last) {
    try {
      return GrantJson.read(last.json()).number();
    } catch (java.io.IOException e) {
      throw new LedgerException("the grant on record is not as it was written", e);
    }
  }

  private void requireLedger(Grant grant, boolean renewal) throws GrantRefused {
    long size = grant.head().size();
    long records = writer.end().sequence();
    require(
        size > 0 || !renewal,
        Reason.OTHER_LEDGER,
        "the grant names no head of this ledger, so the authority has not seen it: send the newest"
            + " one ('countersign ledger head')");
    require(
        size <= records,
        Reason.OTHER_LEDGER,
        "the authority knows "
            + size
            + " records of this ledger, but "
            + records
            + " are here: this is an older copy of it; tell the authority");
    TreeHash root = new RecordTree(reader).root(0, size);
    require(
        root.equals(grant.head().root()),
        Reason.OTHER_LEDGER,
        "the authority knows other first "
            + size
            + " records than this ledger has: it is a copy that went its own way, or was altered;"
            + " tell the authority");
  }

  private void requireTime(Grant grant) throws GrantRefused {
    Instant now = clock.instant();
    Instant latest = Instant.ofEpochMilli(writer.end().time().newest());
    require(
        !now.plus(tolerance).isBefore(latest),
        Reason.CLOCK,
        "the clock says "
            + now
            + ", but a record was written at "
            + latest
            + ": set it right first; check the time service");
    require(
        !now.isBefore(grant.notBefore()),
        Reason.NOT_YET,
        "the grant begins at "
            + grant.notBefore()
            + ", it is "
            + now
            + ": install it then, or set the clock right");
    require(
        !now.isAfter(grant.notAfter()),
        Reason.EXPIRED,
        "the grant ended at "
            + grant.notAfter()
            + ", it is "
            + now
            + ": ask for another one, or set the clock right");
  }

  private void requireProducts(Grant grant) throws GrantRefused {
    boolean any =
        grant.profiles().stream().anyMatch(p -> p.sha256().equals(station.profiles().get(p.id())));
    require(
        any,
        Reason.PROFILE,
        "the grant names no profile as it is installed here ("
            + String.join(", ", station.profiles().keySet())
            + "): install the profiles that it names, or ask for another grant");
  }

  private static void require(boolean right, Reason reason, String otherwise) throws GrantRefused {
    if (!right) {
      throw new GrantRefused(reason, otherwise);
    }
  }
}
