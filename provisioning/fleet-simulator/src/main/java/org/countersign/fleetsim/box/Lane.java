package org.countersign.fleetsim.box;

import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.countersign.protocol.sparkplug.Metric;

/** A device and its work. Times are milliseconds after the scenario's begin. One thread. */
final class Lane {

  /** Cards that a feeder takes, and how few of them ask for more. */
  static final int FEEDER = 100;

  static final int FEEDER_THRESHOLD = 20;

  static final long NEVER = Long.MAX_VALUE;

  /** Whether the device is there and works. */
  enum Health {
    GOOD,
    DEAD,
    GONE
  }

  private final String id;
  private final EncoderModel model;
  private final StepSeconds steps = new StepSeconds();
  private int feeder;
  private int issued;
  private int spoiled;
  private Health health = Health.GOOD;
  private String trouble = "";

  private long doneAt = NEVER;
  private float[] inHand = {};

  Lane(int number, EncoderModel model) {
    this.id = "encoder-" + number;
    this.model = model;
  }

  String id() {
    return id;
  }

  long doneAt() {
    return doneAt;
  }

  int feeder() {
    return feeder;
  }

  Health health() {
    return health;
  }

  boolean isBusy() {
    return doneAt != NEVER;
  }

  boolean canBegin() {
    return health == Health.GOOD && !isBusy() && feeder > 0;
  }

  void begin(long now, RandomGenerator random) {
    inHand = StepSeconds.draw(model.seconds() * random.nextDouble(0.85, 1.3), random);
    doneAt = now + (long) (inHand[inHand.length - 1] * 1_000);
    feeder--;
  }

  /**
   * The card is done.
   *
   * @return its seconds by step; of no use if it is spoiled
   */
  float[] end(boolean good) {
    doneAt = NEVER;
    if (good) {
      issued++;
      steps.add(inHand);
    } else {
      spoiled++;
    }
    return inHand;
  }

  /** The card in hand, which was not begun yet, goes back into the feeder. */
  void putBack() {
    doneAt = NEVER;
    feeder++;
  }

  /** Takes cards from a pile until the feeder is full, or the pile is used. */
  void fill(long pile) {
    feeder += (int) Math.min(FEEDER - feeder, pile);
  }

  void empty() {
    feeder = 0;
  }

  void health(Health now, String why) {
    health = now;
    trouble = why;
  }

  /** Counts and times count from the start of the service. */
  void restart() {
    issued = 0;
    spoiled = 0;
    steps.clear();
  }

  List<Metric> tell(OptionalLong now) {
    boolean dead = health == Health.DEAD;
    Sheet sheet = new Sheet(now, StationVocabulary.ofDevice().size());
    sheet
        .put(StationVocabulary.DRIVER, model.driver())
        .put(StationVocabulary.MODEL, model.model())
        .put(StationVocabulary.STATE, state())
        .put(StationVocabulary.CHIP, dead ? "unknown" : isBusy() ? "online" : "noCard")
        .put(StationVocabulary.DETAIL, detail())
        .put(StationVocabulary.RUNG, dead ? "person" : "")
        .put(StationVocabulary.ATTEMPT, dead ? 3 : 0)
        .put(StationVocabulary.REASON, trouble)
        .put(StationVocabulary.JOB_IN_HAND, isBusy())
        .put(StationVocabulary.ISSUED, issued)
        .put(StationVocabulary.SPOILED, spoiled)
        .put(StationVocabulary.IN_DOUBT, 0)
        .put(StationVocabulary.FEEDER, feeder)
        .put(StationVocabulary.FEEDER_THRESHOLD, FEEDER_THRESHOLD)
        .put(StationVocabulary.FEEDER_STATUS, Blanks.status(feeder, FEEDER_THRESHOLD));
    steps.tell(sheet);
    return sheet.metrics();
  }

  private String state() {
    if (health == Health.DEAD) {
      return "hardwareError";
    }
    if (isBusy()) {
      return "deviceBusy";
    }
    return feeder == 0 ? "userError" : "online";
  }

  private String detail() {
    if (health == Health.DEAD) {
      return trouble + ": switch the device off and on; if that does not help, exchange it";
    }
    return feeder == 0 && !isBusy() ? "the hopper is empty: fill in blank cards" : "";
  }
}
