package org.countersign.station.lanes;

import java.util.Optional;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.station.lanes.CardOutcome.Result;
import org.countersign.station.ledger.JobJournal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a card's work ends, whether it was done in one go or gone on with. */
final class JobEnd {

  private static final Logger LOG = LoggerFactory.getLogger(JobEnd.class);

  private JobEnd() {}

  /** The card is valid and was inspected. */
  static CardOutcome issued(JobJournal journal, IssuedCard card, LaneMeters meters, String device) {
    meters.steps(card);
    if (!card.verdict().good()) {
      String problem =
          "the card was written but does not verify ("
              + card.verdict().summary()
              + "): keep it apart and tell the centre";
      journal.doubt(problem);
      return new CardOutcome(Result.IN_DOUBT, Optional.empty(), problem, true);
    }
    journal.prove(card);
    LOG.info("job {}: card issued on {} in {} APDUs", journal.job(), device, card.apdus());
    return CardOutcome.issued();
  }

  /** What is to be done with the card and the job. */
  static String advice(Result result) {
    return switch (result) {
      case SPOILED ->
          "the card is waste: keep it apart, and submit the application again under a new id";
      case IN_DOUBT ->
          "the card may be valid: keep it apart and put it back into any encoder, it is read and"
              + " finished there";
      case QUARANTINED -> "the card is set aside, keep it apart; the job waits for another one";
      case BLANK -> "the card is still a blank; the job waits for the next attempt";
      case NONE, ISSUED -> "the job waits for a card";
    };
  }
}
