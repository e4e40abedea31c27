package org.countersign.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which faults a {@link FaultyLinks} does to its lines: by chance, by number, or both. Immutable.
 *
 * @param scripted done at their numbers, whatever chance says
 * @param oneIn of so many frames one is damaged by chance; 0 for none
 * @param byChance one of these, each as likely as the others
 * @param delay what the faults that take time take
 * @param otherDevice address that {@link LineFault#OTHER_DEVICE} leads to from then on; null for
 *     the same one again, after a hang-up
 */
public record FaultPlan(
    List<Scripted> scripted,
    int oneIn,
    List<LineFault> byChance,
    Duration delay,
    @Nullable String otherDevice) {

  /** Seen from the driver. */
  public enum Direction {
    READ,
    WRITE
  }

  /**
   * One fault at a known place.
   *
   * @param frame of all frames in this direction since the plan began, over all lines; from 1
   */
  public record Scripted(Direction direction, long frame, LineFault fault) {}

  /** Copies the lists. */
  public FaultPlan {
    scripted = List.copyOf(scripted);
    byChance = List.copyOf(byChance);
    if (oneIn < 0 || (oneIn > 0 && byChance.isEmpty())) {
      throw new IllegalArgumentException(
          "one in " + oneIn + " frames with one of " + byChance + " makes no plan");
    }
  }

  /** No faults; a delay of 50 ms for those that are added. */
  public static FaultPlan none() {
    return new FaultPlan(List.of(), 0, List.of(), Duration.ofMillis(50), null);
  }

  /** With chance: of so many frames in either direction, one suffers one of these. */
  public FaultPlan withOneIn(int frames, LineFault... faults) {
    return new FaultPlan(scripted, frames, List.of(faults), delay, otherDevice);
  }

  /** With one more fault at a known place. */
  public FaultPlan with(Direction direction, long frame, LineFault fault) {
    List<Scripted> more = new ArrayList<>(scripted);
    more.add(new Scripted(direction, frame, fault));
    return new FaultPlan(more, oneIn, byChance, delay, otherDevice);
  }

  /** With another delay. */
  public FaultPlan withDelay(Duration other) {
    return new FaultPlan(scripted, oneIn, byChance, other, otherDevice);
  }

  /** With a device that takes the first one's place. */
  public FaultPlan withOtherDevice(String address) {
    return new FaultPlan(scripted, oneIn, byChance, delay, address);
  }

  Optional<LineFault> at(Direction direction, long frame, RandomGenerator chance) {
    // Drawn for every frame, so that a script does not shift what chance does to later ones.
    boolean drawn = oneIn > 0 && chance.nextInt(oneIn) == 0;
    LineFault random = drawn ? byChance.get(chance.nextInt(byChance.size())) : null;
    return scripted.stream()
        .filter(s -> s.direction() == direction && s.frame() == frame)
        .map(Scripted::fault)
        .findFirst()
        .or(() -> Optional.ofNullable(random));
  }
}
