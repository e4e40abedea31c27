package org.countersign.station.selftest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import org.countersign.personalization.issue.TestCardResult;
import org.countersign.station.jobs.TestCards.Answer;

/** What came of the last trial of the test cards, measured by device. Any thread. */
public final class TestCardMeters {

  private volatile Map<String, Answer> last = Map.of();

  /**
   * Nothing was tried yet.
   *
   * @param devices their ids
   */
  public TestCardMeters(Set<String> devices, MeterRegistry meters) {
    for (String device : devices) {
      Gauge.builder("countersign.test.card.good", () -> good(device))
          .description("Last trial of the device's test card: 1 good, 0 failed; NaN for none")
          .tag("device", device)
          .register(meters);
      Gauge.builder("countersign.test.card.time", () -> seconds(device))
          .description("Time that the device took for its test card at last; NaN if not good")
          .baseUnit("seconds")
          .tag("device", device)
          .register(meters);
    }
  }

  /** What the devices have answered; given back as it is. */
  public Map<String, Answer> seen(Map<String, Answer> answers) {
    last = Map.copyOf(answers);
    return answers;
  }

  private double good(String device) {
    return switch (last.get(device)) {
      case Answer.Tried(TestCardResult.Good good) -> 1;
      case Answer.Tried(TestCardResult.Failed failed) when !failed.keysRefused() -> 0;
      case Answer.Late late -> 0;
      case null, default -> Double.NaN;
    };
  }

  private double seconds(String device) {
    return last.get(device) instanceof Answer.Tried(TestCardResult.Good good)
        ? good.took().toNanos() / 1e9
        : Double.NaN;
  }
}
