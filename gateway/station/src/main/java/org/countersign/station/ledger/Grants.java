package org.countersign.station.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.personalization.JobState;
import org.countersign.station.config.SerialRange;
import org.countersign.station.stock.Pace;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.grant.GrantJson;
import org.countersign.trust.grant.SignedGrant;

/**
 * What the authority lets the station issue. A card is debited in the transaction that reserves its
 * serial, before anything is signed for it, and never credited back: a voided serial stays spent.
 * The newest grant alone is in force; what is left of the one before it lapses. Any thread.
 */
public final class Grants {

  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);
  private static final String SUBJECT = "grant";
  private static final String INSTALLED = "installed";

  /** Fact of a reserved serial: the number of the grant that it was debited from. */
  static final String GRANT = "grant";

  /**
   * What the station issues.
   *
   * @param station its id
   * @param profiles SHA-256 of each profile that it makes cards of, hexadecimal, by id
   */
  public record Terms(String station, Map<String, String> profiles) {
    public Terms {
      profiles = Map.copyOf(profiles);
    }
  }

  /**
   * How it stands.
   *
   * @param required whether the station needs a grant at all
   * @param grant the one in force
   * @param cardsLeft cards that may be begun
   * @param serialsLeft serials that its ranges hold
   * @param problem why nothing is issued, as far as grants go
   * @param warnings what will stop the station soon
   */
  public record Status(
      boolean required,
      Optional<Grant> grant,
      long cardsLeft,
      long serialsLeft,
      Optional<String> problem,
      List<String> warnings) {
    public Status {
      warnings = List.copyOf(warnings);
    }
  }

  private record InForce(Grant grant, String digest) {}

  private final LedgerWriter writer;
  private final LedgerReader reader;
  private final Clock clock;
  private final Serials serials;
  private final Standing standing;
  private final PaceCount pace;
  private volatile Optional<Terms> terms = Optional.empty();
  private volatile Optional<InForce> inForce = Optional.empty();

  Grants(
      LedgerWriter writer,
      LedgerReader reader,
      Clock clock,
      Serials serials,
      Standing standing,
      PaceCount pace) {
    this.writer = writer;
    this.reader = reader;
    this.clock = clock;
    this.serials = serials;
    this.standing = standing;
    this.pace = pace;
  }

  /**
   * From now on nothing is issued without a grant; takes the newest one on record.
   *
   * @throws LedgerException if that one cannot be read
   */
  public void require(Terms ofStation) {
    terms = Optional.of(ofStation);
    inForce = kept().map(Grants::inForce);
  }

  /** The newest grant on record, as it was signed. */
  public Optional<SignedGrant> kept() {
    return reader
        .list(
            "SELECT content, signature FROM grants ORDER BY number DESC LIMIT 1",
            row -> new SignedGrant(row.getBytes(1), row.getBytes(2)))
        .stream()
        .findFirst();
  }

  /** When the newest grant was recorded; now if there is none. */
  public Instant keptSince() {
    return reader
        .list(
            "SELECT r.at FROM grants g JOIN records r ON r.sequence = g.sequence ORDER BY g.number"
                + " DESC LIMIT 1",
            row -> Instant.ofEpochMilli(row.getLong(1)))
        .stream()
        .findFirst()
        .orElseGet(clock::instant);
  }

  /** Nothing is issued under the grant on record: it is not the authority's. */
  public void reject() {
    inForce = Optional.empty();
  }

  private static InForce inForce(SignedGrant signed) {
    try {
      return new InForce(GrantJson.read(signed.json()), signed.digest());
    } catch (IOException e) {
      throw new LedgerException(
          "the grant on record is not as it was written: 'countersign ledger verify' tells more",
          e);
    }
  }

  /**
   * Why no card may be begun, as far as grants go; empty if one may. It names no moment that moves
   * on: lanes put it on record whenever it is another one.
   */
  public Optional<String> objection() {
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    return inForce.isEmpty()
        ? Optional.of(
            "the station has no grant: have the authority sign one and install it with"
                + " 'countersign grant install FILE'")
        : time(inForce.get().grant()).or(() -> spentUp(inForce.get().grant()));
  }

  /** Why no card of this profile may be begun under the grant in force; empty if one may. */
  Optional<String> objection(String profile) {
    return terms.isEmpty()
        ? Optional.empty()
        : inForce.flatMap(force -> objection(force.grant(), profile));
  }

  private Optional<String> time(Grant grant) {
    Instant now = clock.instant();
    if (now.isBefore(grant.notBefore())) {
      return Optional.of(
          "grant "
              + grant.number()
              + " begins at "
              + grant.notBefore()
              + ": wait, or set the clock right");
    }
    return now.isAfter(grant.notAfter())
        ? Optional.of(
            "grant "
                + grant.number()
                + " ended at "
                + grant.notAfter()
                + ": install the next one, or set the clock right")
        : Optional.empty();
  }

  private Optional<String> spentUp(Grant grant) {
    if (cardsLeft(grant) == 0) {
      return Optional.of(
          "all "
              + grant.maxCards()
              + " cards of grant "
              + grant.number()
              + " are spent: install the next one");
    }
    return serialsLeft(grant) == 0
        ? Optional.of("every serial of grant " + grant.number() + " is used: install the next one")
        : Optional.empty();
  }

  private long cardsLeft(Grant grant) {
    long spent =
        reader
            .list(
                "SELECT spent FROM grants WHERE number = ?", row -> row.getLong(1), grant.number())
            .stream()
            .findFirst()
            .orElse(0L);
    return Math.max(0, grant.maxCards() - spent);
  }

  private long serialsLeft(Grant grant) {
    return grant.serials().stream().mapToLong(range -> serials.left(range(range))).sum();
  }

  private static SerialRange range(Grant.Serials range) {
    return new SerialRange(range.prefix(), range.first(), range.last());
  }

  /** How it stands. */
  public Status status() {
    Optional<Grant> grant = inForce.map(InForce::grant);
    long cards = grant.map(this::cardsLeft).orElse(0L);
    long left = grant.map(this::serialsLeft).orElse(0L);
    List<String> warnings = new ArrayList<>();
    grant.ifPresent(g -> warn(g, Math.min(cards, left), warnings));
    return new Status(terms.isPresent(), grant, cards, left, objection(), warnings);
  }

  private void warn(Grant grant, long left, List<String> warnings) {
    Pace now = pace.now();
    if (left > 0 && now.isLow(left)) {
      warnings.add(
          "grant "
              + grant.number()
              + " leaves "
              + left
              + " card(s), "
              + now.words(left)
              + " working day(s) at this station's pace: ask for the next one");
    }
    Duration time = Duration.between(clock.instant(), grant.notAfter());
    if (!time.isNegative() && Pace.isSoon(time)) {
      warnings.add(
          "grant " + grant.number() + " ends in " + words(time) + ": ask for the next one");
    }
  }

  private static String words(Duration time) {
    return time.toDays() > 0 ? time.toDays() + " day(s)" : time.toHours() + " hour(s)";
  }

  /**
   * Takes a grant whose signature has been verified. The same one again changes nothing.
   *
   * @throws GrantRefused if it cannot be taken; nothing has changed
   * @throws LedgerException if the ledger takes no record
   */
  public synchronized Grant install(SignedGrant signed) throws GrantRefused {
    Terms station =
        terms.orElseThrow(() ->
            new GrantRefused(
                GrantRefused.Reason.NOT_REQUIRED,
                "the station issues without grants: remove required = false from [grant] first"));
    InForce next;
    try {
      next = new InForce(GrantJson.read(signed.json()), signed.digest());
    } catch (IOException e) {
      throw new GrantRefused(GrantRefused.Reason.UNREADABLE, String.valueOf(e.getMessage()));
    }
    if (kept().filter(signed::equals).isPresent() && inForce.isPresent()) {
      return next.grant();
    }
    new GrantChecks(station, standing, writer, reader, clock, CLOCK_TOLERANCE)
        .check(next.grant(), kept());
    if (serialsLeft(next.grant()) == 0) {
      throw new GrantRefused(
          GrantRefused.Reason.EMPTY,
          "the grant leaves nothing to issue: every serial of it is used; ask for a new range");
    }
    standing.prepare(next.grant().epoch());
    long ignored = writer.write(tx -> record(tx, signed, next.grant()));
    inForce = Optional.of(next);
    standing.begun(next.grant().epoch());
    return next.grant();
  }

  private long record(Transaction tx, SignedGrant signed, Grant grant) throws SQLException {
    standing.begin(tx, grant.epoch());
    LedgerRecord record =
        tx.append(
            HeadRecord.KIND,
            SUBJECT,
            INSTALLED,
            Map.of(
                "number", Long.toString(grant.number()),
                "sha256", signed.digest(),
                "content", new String(signed.json(), StandardCharsets.UTF_8),
                "signature", Base64.getEncoder().encodeToString(signed.signature())));
    tx.update(
        "INSERT INTO grants VALUES (?,?,?,?,0)",
        grant.number(),
        record.sequence(),
        signed.json(),
        signed.signature());
    return record.sequence();
  }

  /**
   * Gives a job its serial and debits the grant; the one it has if it has one, which is debited
   * already.
   *
   * @throws LedgerException if no card may be begun; the message says why
   */
  public Ledger.Reservation reserve(String job) {
    return writer.write(tx -> {
      Grant grant = requireOpen(tx, job);
      JobTable.Row row = JobChanges.row(tx, job);
      if (row.serial() != null && row.state() == JobState.RESERVED) {
        return new Ledger.Reservation(row.serial(), Instant.ofEpochMilli(row.reservedAt()));
      }
      int debited =
          tx.update(
              "UPDATE grants SET spent = spent + 1 WHERE number = ? AND spent < ?",
              grant.number(),
              grant.maxCards());
      if (debited == 0) {
        throw new LedgerException(spentUp(grant).orElse("the grant is spent"));
      }
      Map<String, String> facts = new TreeMap<>();
      facts.put(GRANT, Long.toString(grant.number()));
      for (Grant.Serials range : grant.serials()) {
        Optional<Ledger.Reservation> given = serials.give(tx, row, range(range), facts);
        if (given.isPresent()) {
          return given.get();
        }
      }
      throw new LedgerException(
          "every serial of grant " + grant.number() + " is used: install the next one");
    });
  }

  private Grant requireOpen(Transaction tx, String job) throws SQLException {
    Optional<String> held = standing.objection();
    if (held.isPresent()) {
      throw new LedgerException(held.get());
    }
    Grant grant =
        inForce
            .map(InForce::grant)
            .orElseThrow(() -> new LedgerException(objection().orElse("there is no grant")));
    Optional<String> closed = time(grant);
    if (closed.isPresent()) {
      throw new LedgerException(closed.get());
    }
    long latest = tx.end().time().newest();
    if (clock.millis() + CLOCK_TOLERANCE.toMillis() < latest) {
      throw new LedgerException(
          "the clock is behind a record of "
              + Instant.ofEpochMilli(latest)
              + ": nothing is issued under a grant until it is right; check the time service");
    }
    String profile =
        tx.query("SELECT profile FROM jobs WHERE id = ?", row -> row.getString(1), "", job);
    Optional<String> foreign = objection(grant, profile);
    if (foreign.isPresent()) {
      throw new LedgerException(foreign.get());
    }
    return grant;
  }

  private Optional<String> objection(Grant grant, String profile) {
    String made = terms.map(t -> t.profiles().getOrDefault(profile, "")).orElse("");
    boolean granted =
        grant.profiles().stream().anyMatch(p -> p.id().equals(profile) && p.sha256().equals(made));
    return granted
        ? Optional.empty()
        : Optional.of(
            "grant "
                + grant.number()
                + " does not name profile "
                + profile
                + " as it is installed here: ask for a grant that does, or install the profile that"
                + " it names");
  }
}
