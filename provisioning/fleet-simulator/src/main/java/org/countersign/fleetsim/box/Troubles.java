package org.countersign.fleetsim.box;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Fault;

/** Faults in force at a station. One thread. */
final class Troubles {

  private static final String CLOCK =
      "the clock is behind: a record was written later than now: nothing is signed until the clock"
          + " is right; check the time service";
  private static final String GRANT = "every serial of the grant is used: install the next one";
  private static final String CERTIFICATE =
      "certificate of the document signer may sign no more; install a new document signer, or set"
          + " this machine's clock";

  private final List<Fault> faults = new ArrayList<>(2);

  void add(Fault fault) {
    faults.add(fault);
  }

  void remove(Fault fault) {
    faults.remove(fault);
  }

  List<Fault> all() {
    return List.copyOf(faults);
  }

  boolean has(Cause cause) {
    return faults.stream().anyMatch(fault -> fault.cause() == cause);
  }

  /** Whether the service is away. */
  boolean takesService() {
    return has(Cause.POWER_CUT)
        || has(Cause.RESTART)
        || has(Cause.PLANNED)
        || has(Cause.SERVICE_CRASH);
  }

  /** Whether it is there and stands still as a whole. */
  boolean mute() {
    return faults.stream()
        .anyMatch(fault -> fault.cause() == Cause.HUNG && fault.ways().stuck().isEmpty());
  }

  /** Whether there can be no session. */
  boolean breaksLink() {
    return faults.stream().anyMatch(fault -> fault.cause().ofLink());
  }

  /** Why no card is begun, in a station's words. */
  Optional<String> hold() {
    return faults.stream().flatMap(fault -> hold(fault.cause()).stream()).findFirst();
  }

  private static Optional<String> hold(Cause cause) {
    return switch (cause) {
      case CLOCK_WRONG -> Optional.of(CLOCK);
      case GRANT_EMPTY -> Optional.of(GRANT);
      case CERTIFICATE_ENDED -> Optional.of(CERTIFICATE);
      default -> Optional.empty();
    };
  }

  /** What the slowest of its lines lets through. */
  OptionalInt bytesPerSecond() {
    return faults.stream()
        .filter(fault -> fault.cause() == Cause.LINE_SLOW)
        .mapToInt(fault -> fault.ways().bytesPerSecond())
        .min();
  }

  /** How far the clock is behind, in milliseconds. */
  long behind() {
    return faults.stream()
        .filter(fault -> fault.cause() == Cause.CLOCK_WRONG)
        .map(fault -> fault.ways().behind())
        .max(Duration::compareTo)
        .map(Duration::toMillis)
        .orElse(0L);
  }
}
