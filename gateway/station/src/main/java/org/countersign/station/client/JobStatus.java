package org.countersign.station.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.countersign.personalization.JobState;

/**
 * A job as the API shows it; no personal data.
 *
 * @param serial once it has one
 * @param device once a card was opened
 * @param problem why it ended without a card or waits for a person
 * @param work once a card has been written and inspected
 */
public record JobStatus(
    String id,
    String profile,
    String suite,
    JobState state,
    Optional<String> serial,
    Optional<String> device,
    Instant acceptedAt,
    Instant changedAt,
    Optional<String> problem,
    Optional<CardWork> work) {

  /**
   * What one card cost.
   *
   * @param bytes command and response bytes on the wire
   * @param verdict {@code good}, or the first check that failed
   */
  public record CardWork(int apdus, long bytes, List<StepTime> steps, String verdict) {
    public CardWork {
      steps = List.copyOf(steps);
    }

    /** Whether the independent inspection found the card good. */
    public boolean isGood() {
      return verdict.equals("good");
    }

    /** Seconds of all steps. */
    public double seconds() {
      return steps.stream().mapToDouble(StepTime::seconds).sum();
    }
  }

  /** How long a step took. */
  public record StepTime(String step, double seconds) {}
}
