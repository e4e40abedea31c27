package org.countersign.personalization.issue;

import java.util.Map;
import java.util.Set;
import org.countersign.personalization.JobState;

/** Where an issuance writes down what it is about to do. */
public interface IssuanceJournal {

  /**
   * Facts that are plain SHA-256 digests over personal data. Few people share a birthday, so
   * whoever has such a digest can find the person by trying: a journal keeps them only keyed with a
   * secret of the job that is destroyed with the job's data.
   */
  Set<String> DIGESTS = Set.of("plan", "signed");

  /**
   * Records a state; durable when it returns. Called on the device's thread before the effect that
   * the state announces.
   *
   * @param facts what must be known after a cut, without personal data: {@code chip} (chip id,
   *     hex), {@code plan} (plan hash, hex), {@code signed} (digest of the signed object, hex), see
   *     {@link #DIGESTS}
   * @throws java.io.UncheckedIOException if it cannot be made durable; the effect must not happen
   */
  void enter(JobState state, Map<String, String> facts);
}
