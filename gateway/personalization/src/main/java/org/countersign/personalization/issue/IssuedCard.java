package org.countersign.personalization.issue;

import java.time.Duration;
import java.util.List;
import org.countersign.personalization.signing.DocumentVerifier;

/**
 * A card that was issued and proven.
 *
 * @param chipId the chip's own number, hex
 * @param apdus exchanges on the wire
 * @param bytes command and response bytes on the wire
 * @param steps time by step, in order: {@code open}, {@code authenticate}, {@code sign}, {@code
 *     write}, {@code read-back}, {@code activate}, {@code inspect}
 * @param verdict of the independent inspection
 */
public record IssuedCard(
    String chipId, int apdus, long bytes, List<StepTime> steps, DocumentVerifier.Verdict verdict) {

  public IssuedCard {
    steps = List.copyOf(steps);
  }

  /** How long a step took. */
  public record StepTime(String step, Duration time) {}
}
