package org.countersign.fleetsim.box;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The blanks of a station: in its feeders, in its safe, on their way. People fill feeders and order
 * in time, so that nothing runs out unless everything is taken away. Times are milliseconds after
 * the scenario's begin. One thread.
 */
final class Supplies {

  /** A delivery takes less than an hour, in which a lane makes about as many cards at most. */
  private static final int LOW_FOR_A_LANE = 100;

  private static final int SMALLEST_DELIVERY = 500;

  private final List<Lane> lanes;
  private final double perDay;
  private final RandomGenerator random;
  private final Blanks blanks;

  /** Somebody here orders blanks when they run low, and not before; the depot is near. */
  private final boolean ordersLate;

  private boolean cutOff;
  private long deliveryAt = Lane.NEVER;
  private long refillAt = Lane.NEVER;

  /**
   * A full safe and full feeders.
   *
   * @param perDay people on a day
   */
  Supplies(List<Lane> lanes, double perDay, RandomGenerator random) {
    this.lanes = lanes;
    this.perDay = perDay;
    this.random = random;
    this.ordersLate = random.nextInt(5) == 0;
    long threshold = Math.max(LOW_FOR_A_LANE * lanes.size(), (long) (perDay / 4));
    this.blanks = new Blanks(threshold * random.nextInt(3, 12), threshold);
    refill();
  }

  /** The account of all cards. */
  Blanks blanks() {
    return blanks;
  }

  long inFeeders() {
    return lanes.stream().mapToInt(Lane::feeder).sum();
  }

  private long inSafe() {
    return Math.max(0, blanks.onRecord() - inFeeders());
  }

  /** When something is brought next. */
  long nextAt() {
    return Math.min(deliveryAt, refillAt);
  }

  /** Brings what is due. */
  void bring(long now) {
    if (now >= deliveryAt) {
      deliver();
    }
    if (now >= refillAt) {
      refill();
    }
  }

  /** A card was taken: somebody sees what is left. */
  void look(long now) {
    if (cutOff) {
      return;
    }
    boolean due = ordersLate ? blanks.areLow() : blanks.needOrder();
    if (due && deliveryAt == Lane.NEVER) {
      int minutes = ordersLate ? random.nextInt(5, 20) : random.nextInt(15, 45);
      deliveryAt = now + Duration.ofMinutes(minutes).toMillis();
    }
    boolean low = lanes.stream().anyMatch(lane -> lane.feeder() <= Lane.FEEDER_THRESHOLD);
    if (low && inSafe() > 0 && refillAt == Lane.NEVER) {
      refillAt = now + Duration.ofSeconds(random.nextInt(30, 240)).toMillis();
    }
  }

  private void deliver() {
    deliveryAt = Lane.NEVER;
    blanks.deliver(Math.max(SMALLEST_DELIVERY, (long) (perDay * random.nextInt(2, 6))));
    refill();
  }

  private void refill() {
    refillAt = Lane.NEVER;
    for (Lane lane : lanes) {
      lane.fill(inSafe());
    }
  }

  /** Every blank is gone, and none comes. */
  void cutOff() {
    cutOff = true;
    deliveryAt = Lane.NEVER;
    refillAt = Lane.NEVER;
    blanks.giveBack();
    lanes.forEach(Lane::empty);
  }

  /** A delivery, and from here on as usual. */
  void restore() {
    cutOff = false;
    deliver();
  }
}
