package org.countersign.fleetsim.box;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongUnaryOperator;
import org.countersign.fleetsim.box.Lane.Health;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.sparkplug.Metric;

/**
 * What is done at a station's counter: people come and wait, lanes make their cards, feeders are
 * filled, blanks are delivered, and all of it goes on record. It knows no fault; who does says when
 * a card may be begun. Times are milliseconds after the scenario's begin. One thread.
 */
final class CounterWork {

  private static final double SPOILED = 0.004;

  private static final int RECORDS_OF_A_CARD = 9;
  private static final String[] PROFILES = {
    "residence-permit", "residence-permit", "residence-registration-card"
  };

  private final StationIdentity identity;
  private final OpeningDay day;
  private final LongUnaryOperator wall;
  private final SplittableRandom random;
  private final double perDay;
  private final List<Lane> lanes = new ArrayList<>();
  private final Supplies supplies;
  private final Blanks blanks;
  private final Ledger ledger;
  private final StepSeconds steps = new StepSeconds();
  private long waiting;
  private long serial;
  private long arrivalAt = Long.MAX_VALUE;
  private float commit;

  /** Before the first person is expected; draws what the counter is. */
  CounterWork(
      StationIdentity identity,
      SimulatedStation.Terms terms,
      LongUnaryOperator wall,
      SplittableRandom random) {
    this.identity = identity;
    this.day = terms.day();
    this.wall = wall;
    this.random = random;
    this.perDay = terms.cardsPerDay() * random.nextDouble(0.5, 1.6);
    int count = drawLanes();
    for (int lane = 1; lane <= count; lane++) {
      lanes.add(new Lane(lane, EncoderModel.draw(random)));
    }
    this.supplies = new Supplies(lanes, perDay, random);
    this.blanks = supplies.blanks();
    this.ledger = new Ledger(terms.epoch(), terms.records());
  }

  private int drawLanes() {
    int drawn = random.nextInt(100);
    return drawn < 25 ? 1 : drawn < 75 ? 2 : drawn < 90 ? 3 : 4;
  }

  /** Expects the next person, who comes after that moment. */
  void expect(long now) {
    arrivalAt = day.nextArrival(now, perDay, random);
  }

  /** When something happens here next. */
  long nextAt() {
    long next = Math.min(arrivalAt, supplies.nextAt());
    for (Lane lane : lanes) {
      next = Math.min(next, lane.doneAt());
    }
    return next;
  }

  /** What happens at that moment, but for cards that are begun. */
  void pass(long now) {
    if (now >= arrivalAt) {
      waiting++;
      ledger.pass(1);
      expect(now);
    }
    for (Lane lane : lanes) {
      if (now >= lane.doneAt()) {
        end(lane, now);
      }
    }
    if (now >= supplies.nextAt()) {
      ledger.pass(1);
      supplies.bring(now);
    }
  }

  /** Begins a card on every lane that can, as long as people wait. */
  void begin(long now) {
    for (Lane lane : lanes) {
      if (waiting > 0 && lane.canBegin()) {
        waiting--;
        blanks.open();
        lane.begin(now, random);
        supplies.look(now);
      }
    }
  }

  private void end(Lane lane, long now) {
    boolean good = random.nextDouble() >= SPOILED;
    float[] seconds = lane.end(good);
    commit = (float) random.nextDouble(0.002, 0.006);
    ledger.pass(RECORDS_OF_A_CARD - 1);
    if (good) {
      steps.add(seconds);
      blanks.issue();
      ledger.append(card(), wall.applyAsLong(now));
    } else {
      // The applicant is still there: the job begins anew.
      blanks.spoil();
      ledger.pass(1);
      waiting++;
    }
    supplies.look(now);
  }

  private RecordContent.Issuance card() {
    serial++;
    return new RecordContent.Issuance(
        new UUID(random.nextLong(), random.nextLong()).toString(),
        "U%05d%07d".formatted(identity.number() + 1, serial),
        "04" + HexFormat.of().toHexDigits(random.nextLong(), 12),
        PROFILES[random.nextInt(PROFILES.length)]);
  }

  // ---- what faults do to it

  /** No card is made: what is in the encoders is put back. */
  void rest() {
    lanes.forEach(this::putBack);
  }

  private void putBack(Lane lane) {
    if (lane.isBusy()) {
      lane.putBack();
      blanks.close();
      waiting++;
    }
  }

  /** The service has started: it counts its steps anew. */
  void restart() {
    lanes.forEach(Lane::restart);
    steps.clear();
  }

  /** Devices make no more cards, all of them or the first. */
  void breakDevices(boolean all, Health health, String why) {
    for (Lane lane : all ? lanes : lanes.subList(0, 1)) {
      putBack(lane);
      lane.health(health, why);
    }
  }

  /** Every device is well. */
  void mendDevices() {
    lanes.forEach(lane -> lane.health(Health.GOOD, ""));
  }

  // ---- what others ask of it

  /** People of a usual day. */
  double perDay() {
    return perDay;
  }

  List<Lane> lanes() {
    return lanes;
  }

  /** How many lanes can make cards. */
  int able() {
    return (int) lanes.stream().filter(lane -> lane.health() == Health.GOOD).count();
  }

  Supplies supplies() {
    return supplies;
  }

  Blanks blanks() {
    return blanks;
  }

  Ledger ledger() {
    return ledger;
  }

  /** What each device that is there says of itself. */
  Map<String, List<Metric>> present(OptionalLong at) {
    Map<String, List<Metric>> present = new TreeMap<>();
    for (Lane lane : lanes) {
      if (lane.health() != Health.GONE) {
        present.put(lane.id(), lane.tell(at));
      }
    }
    return present;
  }

  /**
   * Tells devices, queue, blanks and ledger.
   *
   * @param hold why no card is begun; empty if one may be
   */
  void tell(Sheet sheet, int present, String hold) {
    blanks.forecast(sheet, perDay);
    sheet
        .put(StationVocabulary.CONFIGURED, lanes.size())
        .put(StationVocabulary.PRESENT, present)
        .put(StationVocabulary.HOLD, hold)
        .put(StationVocabulary.WAITING, waiting);
    blanks.tell(sheet, supplies.inFeeders());
    sheet
        .put(StationVocabulary.SEQUENCE, ledger.sequence())
        .put(StationVocabulary.COMMIT_P50, commit > 0, commit)
        .put(StationVocabulary.COMMIT_P99, commit > 0, commit * 3);
  }

  /** Tells how long the steps of cards took. */
  void tellSteps(Sheet sheet) {
    steps.tell(sheet);
  }
}
