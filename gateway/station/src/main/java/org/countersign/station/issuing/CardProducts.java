package org.countersign.station.issuing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.ChipContact;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.issue.Interrupted;
import org.countersign.personalization.issue.IssuanceException;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.personalization.issue.MetChip;
import org.countersign.station.ledger.JobJournal;

/** The card products of the station. Any thread. */
public interface CardProducts {

  /**
   * Tries an application out without a card and without a serial.
   *
   * @param job the id that it came in under
   */
  Trial tryOut(String job, Application application);

  /** Why no job with a signature of this suite should be taken on now; empty if one may. */
  default Optional<String> objection(String suite) {
    return Optional.empty();
  }

  /**
   * Powers a chip on and asks its number, on the device's thread. Nothing of this changes the card,
   * so it may be done while {@link #prepare} is at work.
   *
   * @param profile the job's, which was accepted with it
   * @return to be closed in the end, which powers the chip off
   */
  MetChip meet(String profile, ChipContact contact) throws IssuanceException;

  /**
   * Makes everything ready for one card. Any thread.
   *
   * @param at the day of issue comes from it
   */
  Preparation prepare(String job, Application application, String serial, Instant at);

  /**
   * Which products can be made now.
   *
   * @param wanted those that a device makes; empty for all
   */
  default Makeable makeable(Set<String> wanted) {
    return new Makeable(wanted, Optional.empty());
  }

  /**
   * What can be made now.
   *
   * @param products empty for all, unless there is an obstacle
   * @param obstacle why no product can be made at all
   */
  record Makeable(Set<String> products, Optional<String> obstacle) {
    public Makeable {
      products = Set.copyOf(products);
    }
  }

  /** Result of a trial. */
  sealed interface Trial {
    /** It can be issued, signed with this suite (empty if nothing is signed). */
    record Good(String suite) implements Trial {}

    /** Everything wrong with it. */
    record Bad(List<FieldProblem> problems) implements Trial {}

    /** Something at the station must be seen to before it can be told. */
    record NotNow(String reason) implements Trial {}
  }

  /** Result of a preparation. */
  sealed interface Preparation {
    /** Everything but the card is there. */
    record Ready(PreparedCard card) implements Preparation {}

    /** It cannot be issued (any more). */
    record Refused(List<FieldProblem> problems) implements Preparation {}
  }

  /** One card, ready to be written. */
  @FunctionalInterface
  interface PreparedCard {
    /** Writes it to a chip met for its profile, on the device's thread. */
    IssuedCard issue(MetChip chip, JobJournal journal) throws IssuanceException;

    /**
     * Goes on with its very card, met for its profile, whose work was cut off; on the device's
     * thread.
     */
    default IssuedCard resume(MetChip chip, JobJournal journal, Interrupted standing)
        throws IssuanceException {
      throw new IssuanceException(
          standing.mayBeActive() ? CardState.IN_DOUBT : CardState.SPOILED,
          null,
          "cards of this product cannot be gone on with");
    }

    /** Hash of its plan, hex; empty if there is none to compare. */
    default Optional<String> planHash() {
      return Optional.empty();
    }
  }
}
