package org.countersign.fleetsim.box;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.countersign.fleetsim.box.Lane.Health;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Fault;
import org.countersign.fleetsim.scenario.Stop;
import org.countersign.protocol.records.RecordSource;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.NodeImage;

/**
 * A station and its day: people come, lanes make cards, feeders are filled, blanks are delivered.
 * Nothing that costs issuing capacity happens but by a fault. Times are milliseconds after the
 * scenario's begin; {@link #advance} brings the station to a moment. One thread.
 */
public final class SimulatedStation {

  /** How much of a station's issuing is there: the truth, whatever is heard of it. */
  public enum Capacity {
    FULL,
    REDUCED,
    NONE
  }

  /**
   * What a station is made of.
   *
   * @param cardsPerDay people of a day at a station of usual size
   * @param epoch of its records, 1 or more
   * @param records whether a centre takes its records
   * @param version of its software
   * @param heartbeat most time between two heartbeats, which is its link's keep-alive
   */
  public record Terms(
      OpeningDay day,
      int cardsPerDay,
      long epoch,
      boolean records,
      String version,
      Duration heartbeat) {}

  private static final long TEST_TIME = Duration.ofHours(7).plusMinutes(45).toMillis();

  private final StationIdentity identity;
  private final Terms terms;
  private final LongUnaryOperator wall;
  private final CounterWork work;
  private final Troubles troubles = new Troubles();
  private final PowerSupply power;
  private final Papers papers;
  private final LinkMemory link = new LinkMemory();
  private final ServiceRun run;

  /** Whether the service runs and does not stand still. */
  private boolean works = true;

  private String version;
  private long now;
  private long testAt;
  private long testedAt;
  private long testCards;

  /** Grows with everything that a report would show. */
  private long changes;

  /**
   * A station that has just been switched on.
   *
   * @param wall time of a moment, in milliseconds since 1970-01-01T00:00:00Z
   * @param seed of the fleet; every station draws from its own number too
   */
  public SimulatedStation(
      StationIdentity identity, Terms terms, LongUnaryOperator wall, long seed) {
    this.identity = identity;
    this.terms = terms;
    this.wall = wall;
    this.version = terms.version();
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + identity.number());
    this.work = new CounterWork(identity, terms, wall, random);
    SplittableRandom ofBox = random.split();
    this.power = new PowerSupply(ofBox);
    this.papers = new Papers(wall.applyAsLong(0), ofBox);
    this.run = new ServiceRun(clock());
    work.expect(0);
    testAt = terms.day().next(0, TEST_TIME);
    selfTest(0);
  }

  /** Which one it is. */
  public StationIdentity identity() {
    return identity;
  }

  /** Ids of its devices. */
  public List<String> devices() {
    return work.lanes().stream().map(Lane::id).toList();
  }

  /** When something happens here next. */
  public long nextAt() {
    return Math.min(Math.min(work.nextAt(), testAt), power.nextAt());
  }

  /** Grows with everything that a report would show. */
  public long changes() {
    return changes;
  }

  /** Lets the time pass up to a moment that is not before the one before. */
  public void advance(long to) {
    for (long next = nextAt(); next <= to; next = nextAt()) {
      now = Math.max(now, next);
      happen();
    }
    now = Math.max(now, to);
  }

  private void happen() {
    changes++;
    power.pass(now);
    work.pass(now);
    if (now >= testAt) {
      testAt = terms.day().next(now, TEST_TIME);
      selfTest(now);
    }
    begin();
  }

  private void begin() {
    if (works && troubles.hold().isEmpty()) {
      work.begin(now);
    }
  }

  private void selfTest(long at) {
    testedAt = at;
    testCards = work.blanks().onRecord();
    work.ledger().pass(1);
  }

  // ---- faults

  /** What will strike, as far as a station can tell of it before: a battery, a certificate. */
  public void foresee(Fault fault) {
    if (fault.cause() == Cause.POWER_CUT) {
      power.foresee(fault.from());
    }
    papers.foresee(fault.cause(), wall.applyAsLong(fault.from()));
  }

  /** A fault strikes; {@link #advance} has been called for its moment. */
  public void begin(Fault fault) {
    changes++;
    troubles.add(fault);
    papers.begin(fault);
    switch (fault.cause()) {
      case POWER_CUT -> {
        power.cut(fault.from());
        rest();
      }
      case RESTART, PLANNED, SERVICE_CRASH -> rest();
      case HUNG -> {
        run.stuck(fault.ways().stuck());
        rest();
      }
      case NEW_VERSION -> {
        version = fault.ways().version();
        serviceStarted(false);
      }
      case STOCK_OUT -> work.supplies().cutOff();
      case BAD_VERSION, ENCODER_DEAD, ENCODER_GONE -> breakDevices(fault);
      case LINE_CUT,
          LINE_SLOW,
          LINK_REFUSED,
          LINK_CERTIFICATE_ENDED,
          GRANT_EMPTY,
          CLOCK_WRONG,
          CERTIFICATE_ENDED,
          BROKER_RESTART -> {} // Told by the troubles themselves, or nothing of the box's own.
    }
    begin();
  }

  /** A fault is over. */
  public void end(Fault fault) {
    changes++;
    troubles.remove(fault);
    papers.end(fault, wall.applyAsLong(now));
    switch (fault.cause()) {
      case POWER_CUT, RESTART, PLANNED, SERVICE_CRASH, HUNG ->
          serviceStarted(fault.cause() == Cause.POWER_CUT);
      case NEW_VERSION -> {
        version = terms.version();
        serviceStarted(false);
      }
      case STOCK_OUT -> {
        if (!troubles.has(Cause.STOCK_OUT)) {
          work.supplies().restore();
        }
      }
      case BAD_VERSION, ENCODER_DEAD, ENCODER_GONE -> mendDevices();
      case LINE_CUT,
          LINE_SLOW,
          LINK_REFUSED,
          LINK_CERTIFICATE_ENDED,
          GRANT_EMPTY,
          CLOCK_WRONG,
          CERTIFICATE_ENDED,
          BROKER_RESTART -> {} // As at the begin.
    }
    begin();
  }

  /** No card is made: what is in the encoders is put back. */
  private void rest() {
    works = false;
    work.rest();
  }

  private void serviceStarted(boolean dark) {
    works = !troubles.takesService() && !troubles.has(Cause.HUNG);
    run.stuck("");
    run.start(dark, clock());
    link.forget();
    work.restart();
  }

  private void breakDevices(Fault fault) {
    Health health = fault.cause() == Cause.ENCODER_GONE ? Health.GONE : Health.DEAD;
    String why =
        fault.cause() == Cause.BAD_VERSION
            ? "no answer to SELECT since version " + fault.ways().version()
            : "the encoder does not answer";
    work.breakDevices(fault.ways().allDevices(), health, why);
  }

  private void mendDevices() {
    work.mendDevices();
    troubles.all().stream().filter(f -> f.cause().ofDevices()).forEach(this::breakDevices);
  }

  /** Causes in force. */
  public Set<Cause> causes() {
    Set<Cause> causes = EnumSet.noneOf(Cause.class);
    troubles.all().forEach(fault -> causes.add(fault.cause()));
    return causes;
  }

  /** How many cards can be made. */
  public Capacity capacity() {
    int able = work.able();
    boolean none =
        !works || able == 0 || troubles.hold().isPresent() || troubles.has(Cause.STOCK_OUT);
    if (none) {
      return Capacity.NONE;
    }
    return able < work.lanes().size() ? Capacity.REDUCED : Capacity.FULL;
  }

  // ---- what it says

  /** Whether it can have a session: power, service and line are there. */
  public boolean isOnline() {
    return !troubles.takesService() && !isMute() && !troubles.breaksLink();
  }

  /** Whether it says nothing in the session that it has. */
  public boolean isMute() {
    return troubles.mute();
  }

  /** It is about to stop, and says so from now on. */
  public void stop(Stop planned) {
    changes++;
    run.stop(
        planned,
        planned
            .back()
            .map(back -> OptionalLong.of(wall.applyAsLong(now + back.toMillis()) - behind()))
            .orElse(OptionalLong.empty()));
  }

  /** Another heartbeat. */
  public void beat() {
    changes++;
    run.beat(clock());
  }

  /** There is a session. */
  public void linkUp() {
    changes++;
    link.up(clock());
  }

  /**
   * There is none any more, or a try to begin one failed.
   *
   * @param met by what, in the word of {@code Link/Outage Reason}
   */
  public void linkLost(String met) {
    link.lost(met, clock());
  }

  /** Its own clock, in milliseconds since 1970-01-01T00:00:00Z. */
  private long clock() {
    return wall.applyAsLong(now) - behind();
  }

  /** What its line lets through, in bytes a second; empty for everything. */
  public OptionalInt bytesPerSecond() {
    return troubles.bytesPerSecond();
  }

  /** How far its clock is behind, in milliseconds. */
  public long behind() {
    return troubles.behind();
  }

  /** Its records. */
  public RecordSource records() {
    return work.ledger();
  }

  /** Records that wait for the centre. */
  public long backlog() {
    return work.ledger().backlog();
  }

  /** The centre has every record up to this one. */
  public void acknowledge(long through) {
    work.ledger().acknowledge(through);
    changes++;
  }

  /** Cards that it issued. */
  public long issued() {
    return work.blanks().issued();
  }

  /** The station as it would say it now, in its own time. */
  public NodeImage image() {
    OptionalLong at = OptionalLong.of(clock());
    Map<String, List<Metric>> present = work.present(at);
    return NodeImage.of(ofNode(at, present.size()), present);
  }

  private List<Metric> ofNode(OptionalLong at, int present) {
    Sheet sheet = new Sheet(at, StationVocabulary.ofNode(terms.records()).size());
    sheet
        .put(StationVocabulary.PRODUCT, "Countersign")
        .put(StationVocabulary.VERSION, version)
        .put(StationVocabulary.RUNTIME, "Java 25")
        .put(StationVocabulary.OS, "Linux")
        .put(StationVocabulary.SITE, identity.site());
    run.tell(sheet, terms.heartbeat().toMillis() / 1e3);
    link.tell(sheet);
    power.tell(sheet);
    papers.tell(sheet, work.blanks().used(), work.perDay(), wall.applyAsLong(now));
    work.tell(sheet, present, troubles.hold().orElse(""));
    sheet
        .put(StationVocabulary.VERDICT, work.blanks().areLow() ? "warning" : "good")
        .put(StationVocabulary.LIMIT, "blanks")
        .put(StationVocabulary.CARDS, testCards)
        .put(StationVocabulary.TESTED_AT, wall.applyAsLong(testedAt));
    work.tellSteps(sheet);
    if (terms.records()) {
      long oldest = wall.applyAsLong(now) - work.ledger().oldest(wall.applyAsLong(now));
      sheet
          .put(StationVocabulary.BACKLOG, work.ledger().backlog())
          .put(StationVocabulary.OLDEST, true, Math.floor(Math.max(0, oldest) / 360_000.0) / 10);
    }
    return sheet.metrics();
  }
}
