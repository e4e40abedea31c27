package org.countersign.station.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.countersign.personalization.profile.Profile;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.station.alarm.Alarm;
import org.countersign.station.config.SerialRange;
import org.countersign.station.config.StationConfig;
import org.countersign.station.http.GrantDesk;
import org.countersign.station.lanes.SerialSource;
import org.countersign.station.ledger.GrantRefused;
import org.countersign.station.ledger.GrantRefused.Reason;
import org.countersign.station.ledger.Grants;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerException;
import org.countersign.station.ledger.Standing;
import org.countersign.trust.bundle.SignatureRefused;
import org.countersign.trust.bundle.SignatureVerifier;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.grant.SignedGrant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What lets the station issue, from the start on: its standing, its grant, its serials. */
final class StationGrants implements GrantDesk, SerialSource {

  private static final Logger LOG = LoggerFactory.getLogger(StationGrants.class);

  /** What somebody should look into; others happen when an old file lies where it lay. */
  private static final Set<Reason> ALARMING =
      Set.of(
          Reason.ALTERED, Reason.WRONG_SIGNER, Reason.FOREIGN, Reason.OTHER_LEDGER, Reason.PROFILE);

  private final Ledger ledger;
  private final Map<String, Profile> profiles;
  private final Optional<SignatureVerifier> verifier;
  private final Optional<SerialRange> pilot;

  private StationGrants(Parts parts, Ledger ledger) {
    this.ledger = ledger;
    this.profiles = parts.profiles();
    this.verifier = parts.grants();
    this.pilot = parts.config().serials();
  }

  /** Looks at ledger, machine and grant, and takes the grant that the configuration names. */
  static StationGrants begin(Parts parts, Ledger ledger, MeterRegistry meters, Clock clock) {
    StationConfig config = parts.config();
    StationConfig.GrantFiles files = config.grant();
    StationGrants grants = new StationGrants(parts, ledger);
    ledger.standing().begin(standing(config));
    Gauge.builder("countersign.pace", ledger, l -> l.pace().cardsADay())
        .description("Cards begun on a working day, by which it is told what runs out")
        .register(meters);
    if (files.required()) {
      ledger.grants().require(new Grants.Terms(config.station().id(), hashes(parts.profiles())));
      grants.checkKept();
      grants.pickUp(files.file());
      grants.measure(meters, clock);
      ledger.grants().status().warnings().forEach(LOG::warn);
    }
    return grants;
  }

  /** Who the station is. */
  static Standing.Terms standing(StationConfig config) {
    StationConfig.GrantFiles files = config.grant();
    return new Standing.Terms(
        config.station().id(),
        files.epochFile(),
        MachineIdentity.of(files.machineFile()),
        files.required());
  }

  private static Map<String, String> hashes(Map<String, Profile> profiles) {
    return profiles.values().stream()
        .collect(Collectors.toMap(Profile::id, p -> p.hash().toHex().toLowerCase(Locale.ROOT)));
  }

  /** A ledger can be rewritten by whoever has the disk; the signature cannot. */
  private void checkKept() {
    Optional<SignedGrant> kept = ledger.grants().kept();
    if (kept.isEmpty() || verifier.isEmpty()) {
      return;
    }
    try {
      // Certificates that have ended, or a clock that is wrong today, say nothing about that day.
      verifier.get().verify(kept.get().json(), kept.get().signature(), ledger.grants().keptSince());
    } catch (SignatureRefused e) {
      LOG.error("the grant on record is not the authority's: {}", e.getMessage());
      ledger.grants().reject();
    }
  }

  private void pickUp(Path file) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      SignedGrant signed = SignedGrant.read(file);
      if (!ledger.grants().kept().equals(Optional.of(signed))) {
        Grant taken = install(signed);
        LOG.info("grant {} was taken from {}", taken.number(), file);
      }
    } catch (GrantRefused e) {
      LOG.warn("the grant in {} is not taken: {}", file, e.getMessage());
    } catch (IOException | LedgerException e) {
      LOG.error("the grant in {} is not taken: {}", file, e.getMessage());
    }
  }

  private void measure(MeterRegistry meters, Clock clock) {
    Gauge.builder("countersign.grant.cards", ledger, l -> l.grants().status().cardsLeft())
        .description("Cards that may still be begun under the grant in force")
        .register(meters);
    Gauge.builder("countersign.grant.serials", ledger, l -> l.grants().status().serialsLeft())
        .description("Serials that the grant in force still holds")
        .register(meters);
    Gauge.builder("countersign.grant.days", ledger, StationGrants::days)
        .description("Working days that the cards of the grant in force last at the pace")
        .register(meters);
    Gauge.builder("countersign.grant.seconds", ledger, l -> seconds(l, clock))
        .description("Seconds until the grant in force ends")
        .register(meters);
  }

  private static double days(Ledger ledger) {
    Grants.Status now = ledger.grants().status();
    return ledger.pace().days(Math.min(now.cardsLeft(), now.serialsLeft()));
  }

  private static double seconds(Ledger ledger, Clock clock) {
    return ledger
        .grants()
        .status()
        .grant()
        .map(grant -> Duration.between(clock.instant(), grant.notAfter()).toSeconds())
        .map(seconds -> (double) Math.max(0, seconds))
        .orElse(0.0);
  }

  @Override
  public Ledger.Reservation reserve(String job) {
    return pilot.isPresent() ? ledger.reserve(job, pilot.get()) : ledger.grants().reserve(job);
  }

  /** Serials that may still be given. */
  long serialsLeft() {
    return pilot.isPresent() ? ledger.serialsLeft(pilot.get()) : status().serialsLeft();
  }

  /** What a self-test is told of it. */
  Optional<org.countersign.station.selftest.Grant.Left> left() {
    Grants.Status now = status();
    if (!now.required()) {
      return Optional.empty();
    }
    return Optional.of(
        now.grant()
            .map(grant ->
                new org.countersign.station.selftest.Grant.Left(
                    Math.min(now.cardsLeft(), now.serialsLeft()), grant.notAfter(), now.problem()))
            .orElse(org.countersign.station.selftest.Grant.Left.MISSING));
  }

  @Override
  public Grants.Status status() {
    return ledger.grants().status();
  }

  @Override
  public long epoch() {
    return ledger.standing().epoch();
  }

  @Override
  public Grant install(SignedGrant signed) throws GrantRefused {
    try {
      return verified(signed);
    } catch (GrantRefused e) {
      if (ALARMING.contains(e.reason())) {
        StationAlarms.met(
            ledger,
            new Alarm(AlarmCode.GRANT_REFUSED, "", "a grant was refused: " + e.getMessage()));
      }
      throw e;
    }
  }

  private Grant verified(SignedGrant signed) throws GrantRefused {
    if (verifier.isEmpty()) {
      throw new GrantRefused(
          Reason.NOT_REQUIRED,
          "the station issues without grants: remove required = false from [grant] first");
    }
    try {
      verifier.get().verify(signed.json(), signed.signature());
    } catch (SignatureRefused e) {
      throw new GrantRefused(
          reason(e.reason()),
          "the grant is not the authority's: "
              + e.getMessage()
              + "; carry the file here again, or ask the authority");
    }
    requireFit(signed);
    Grant taken = ledger.grants().install(signed);
    ledger.grants().status().warnings().forEach(LOG::warn);
    return taken;
  }

  private static Reason reason(SignatureRefused.Reason reason) {
    return switch (reason) {
      case UNSIGNED, UNREADABLE, ALTERED -> Reason.ALTERED;
      case WRONG_SIGNER, EXPIRED -> Reason.WRONG_SIGNER;
    };
  }

  /** A serial that a profile does not take would fail every card of it. */
  private void requireFit(SignedGrant signed) throws GrantRefused {
    Grant grant;
    try {
      grant = org.countersign.trust.grant.GrantJson.read(signed.json());
    } catch (IOException e) {
      throw new GrantRefused(Reason.UNREADABLE, String.valueOf(e.getMessage()));
    }
    for (Grant.Serials range : grant.serials()) {
      SerialRange serials = new SerialRange(range.prefix(), range.first(), range.last());
      String last = serials.serial(range.last());
      for (Grant.Product product : grant.profiles()) {
        Profile profile = profiles.get(product.id());
        if (profile != null && !profile.serialFormat().matches(last)) {
          throw new GrantRefused(
              Reason.PROFILE,
              "the grant has serials like "
                  + last
                  + ", but profile "
                  + profile.id()
                  + " wants "
                  + profile.serialFormat()
                  + ": ask for another range");
        }
      }
    }
  }
}
