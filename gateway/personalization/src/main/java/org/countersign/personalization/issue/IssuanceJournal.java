package org.countersign.personalization.issue;

import java.util.List;
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

  /** Fact of {@code ACTIVATING}: the name of the {@link Keys} that are used once more there. */
  String ATTEMPT = "attempt";

  /**
   * Records a state; durable when it returns. Called on the device's thread before the effect that
   * the state announces.
   *
   * @param facts what must be known after a cut, without personal data: {@code chip} (chip id,
   *     hex), {@code plan} (plan hash, hex), {@code signed} (digest of the signed object, hex),
   *     {@code bound} (what was signed holds something of this chip, so no other can carry it), see
   *     {@link #DIGESTS}
   * @throws java.io.UncheckedIOException if it cannot be made durable; the effect must not happen
   */
  void enter(JobState state, Map<String, String> facts);

  /**
   * Begins to record a state and may return before it is durable, so that the disk works while the
   * chip does. States become durable in the order in which they were begun, and none after one that
   * was refused. {@code SIGNED} is begun on the signature's own thread. The effect that the state
   * announces must wait for {@link #settle}.
   *
   * @param facts as for {@link #enter}
   * @throws java.io.UncheckedIOException if it is known already that it cannot be made durable
   */
  default void begin(JobState state, Map<String, String> facts) {
    enter(state, facts);
  }

  /** Begins several states at once, in this order, so that one write to the disk holds them all. */
  default void begin(List<Entry> entries) {
    entries.forEach(entry -> begin(entry.state(), entry.facts()));
  }

  /** Keys whose tries are counted on a card that is gone on with. */
  enum Keys {
    /** Those that personalise it. */
    PERSONALIZATION,
    /** Those that an inspector opens it with. */
    INSPECTION
  }

  /**
   * Records that the next command may spend a try of a card that is gone on with; durable when it
   * returns.
   *
   * @return false if so many tries may be spent already that none must be risked any more
   */
  default boolean attempt(Keys keys) {
    return true;
  }

  /**
   * What came of {@link #attempt}.
   *
   * @param outcome ends the doubt about the try, or leaves it
   */
  default void attempted(Keys keys, AttemptOutcome outcome) {}

  /** What came of an attempt to open a card. */
  sealed interface AttemptOutcome {
    /** The card accepted the keys, which gives all its tries back. */
    record Accepted() implements AttemptOutcome {}

    /** No try was spent. */
    record Unspent() implements AttemptOutcome {}

    /**
     * The card refused the keys and spent a try. That is no doubt any more: until it accepts others
     * these are not tried again.
     *
     * @param way the {@link org.countersign.personalization.profile.ResumeWay} they belong to
     */
    record Refused(String way) implements AttemptOutcome {}
  }

  /**
   * A state to be recorded.
   *
   * @param facts as for {@link #enter}
   */
  record Entry(JobState state, Map<String, String> facts) {
    public Entry {
      facts = Map.copyOf(facts);
    }
  }

  /**
   * Waits until every state that was begun is durable.
   *
   * @throws java.io.UncheckedIOException if one could not be made so; no effect must happen
   */
  default void settle() {}
}
