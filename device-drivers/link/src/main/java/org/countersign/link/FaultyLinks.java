package org.countersign.link;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.Links;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines with faults on purpose. The same plan, the same seed and the same frames give the same
 * faults; the seed is logged when it is made, and {@link #done()} tells what was done, in a form
 * that a scripted plan can repeat. For one device.
 */
public final class FaultyLinks implements Links {

  private static final Logger LOG = LoggerFactory.getLogger(FaultyLinks.class);

  private final Links links;
  private final FaultPlan plan;
  private final long seed;
  private final FaultClock clock;
  private final Random chance;
  private final Map<FaultPlan.Direction, Long> frames = new ConcurrentHashMap<>();
  private final List<FaultPlan.Scripted> done = new CopyOnWriteArrayList<>();
  private volatile boolean replaced;

  /** Faults in real time. */
  public FaultyLinks(Links links, FaultPlan plan, long seed) {
    this(links, plan, seed, FaultClock.SYSTEM);
  }

  /** Faults in the time of this clock. */
  public FaultyLinks(Links links, FaultPlan plan, long seed, FaultClock clock) {
    this.links = links;
    this.plan = plan;
    this.seed = seed;
    this.clock = clock;
    this.chance = new Random(seed);
    LOG.info("faults on purpose on these lines: seed {}, {}", seed, plan);
  }

  @Override
  public ByteLink open(String address, LineSettings settings, Duration limit) throws LinkException {
    String other = plan.otherDevice();
    String where = replaced && other != null ? other : address;
    return new FaultyLink(this, links.open(where, settings, limit), address);
  }

  /** What repeats this run. */
  public long seed() {
    return seed;
  }

  /** The faults done until now, in order. Any thread. */
  public List<FaultPlan.Scripted> done() {
    return List.copyOf(done);
  }

  /** How many frames went in a direction until now, damaged ones included. Any thread. */
  public long frames(FaultPlan.Direction direction) {
    return frames.getOrDefault(direction, 0L);
  }

  Optional<LineFault> next(FaultPlan.Direction direction) {
    long frame = frames.merge(direction, 1L, Long::sum);
    Optional<LineFault> fault = plan.at(direction, frame, chance);
    fault.ifPresent(f -> done.add(new FaultPlan.Scripted(direction, frame, f)));
    return fault;
  }

  void replaceDevice() {
    replaced = true;
  }

  FaultClock clock() {
    return clock;
  }

  long delay() {
    return plan.delay().toNanos();
  }

  Random chance() {
    return chance;
  }
}
