package org.countersign.demo;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.countersign.driver.link.Links;
import org.countersign.link.FaultPlan;
import org.countersign.link.FaultyLinks;
import org.countersign.link.LineFault;

/** The lines of one device, with faults on purpose or as they are. */
final class DamagedLines {

  /** Everything that noise, a slow adapter or a bad cable do to a frame. */
  private static final EnumSet<LineFault> DAMAGE =
      EnumSet.of(
          LineFault.DROP,
          LineFault.FLIP,
          LineFault.INSERT,
          LineFault.TRUNCATE,
          LineFault.DELAY,
          LineFault.SPLIT,
          LineFault.MERGE,
          LineFault.DUPLICATE,
          LineFault.ECHO,
          LineFault.BABBLE,
          LineFault.LATE_ANSWER);

  private final FaultPlan plan;
  private final long seed;
  private final AtomicReference<FaultyLinks> lines = new AtomicReference<>();

  private DamagedLines(FaultPlan plan, long seed) {
    this.plan = plan;
    this.seed = seed;
  }

  /** Lines on which one frame in so many is damaged. */
  static DamagedLines oneIn(int frames, long seed, DriverBench bench) {
    LineFault[] faults = DAMAGE.stream().filter(bench::bears).toArray(LineFault[]::new);
    return new DamagedLines(FaultPlan.none().withOneIn(frames, faults), seed);
  }

  /** Lines on which frames are only counted. */
  static DamagedLines none() {
    return new DamagedLines(FaultPlan.none(), 0);
  }

  /** What stands for a device's lines; of the one device there is. */
  Links around(Links own) {
    FaultyLinks faulty = new FaultyLinks(own, plan, seed);
    lines.set(faulty);
    return faulty;
  }

  /** Frames in both directions, damaged ones included. */
  long frames() {
    FaultyLinks faulty = lines.get();
    return faulty == null
        ? 0
        : Arrays.stream(FaultPlan.Direction.values()).mapToLong(faulty::frames).sum();
  }

  /** Damaged frames by what was done to them. */
  Map<LineFault, Integer> damage() {
    Map<LineFault, Integer> damage = new TreeMap<>();
    FaultyLinks faulty = lines.get();
    if (faulty != null) {
      faulty.done().forEach(done -> damage.merge(done.fault(), 1, Integer::sum));
    }
    return damage;
  }
}
