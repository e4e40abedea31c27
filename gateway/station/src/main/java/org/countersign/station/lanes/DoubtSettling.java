package org.countersign.station.lanes;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Fault;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.issue.Interrupted;
import org.countersign.personalization.issue.IssuanceException;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.personalization.issue.MetChip;
import org.countersign.station.issuing.CardProducts;
import org.countersign.station.issuing.CardProducts.PreparedCard;
import org.countersign.station.issuing.SignedOtherwiseException;
import org.countersign.station.lanes.CardOutcome.Result;
import org.countersign.station.ledger.Doubt;
import org.countersign.station.ledger.Doubts.KnownChip;
import org.countersign.station.ledger.JobEndedException;
import org.countersign.station.ledger.JobJournal;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job in doubt on the very card that it waits for, whatever device it was put into. The device's
 * thread.
 */
final class DoubtSettling {

  /** A card that failed so often in the middle of its writing is waste. */
  private static final int MOST_WRITE_ERRORS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(DoubtSettling.class);

  private final LaneSettings settings;
  private final Ledger ledger;
  private final CardProducts products;
  private final TestCardList testCards;
  private final LaneMeters meters;
  private final CardInHand hand;

  DoubtSettling(
      LaneSettings settings,
      Ledger ledger,
      CardProducts products,
      TestCardList testCards,
      LaneMeters meters,
      CardInHand hand) {
    this.settings = settings;
    this.ledger = ledger;
    this.products = products;
    this.testCards = testCards;
    this.meters = meters;
    this.hand = hand;
  }

  /** The doubt that a chip is waited for with; none with a test card, whatever its record says. */
  Optional<Doubt> about(MetChip chip) {
    return chip.chipId()
        .filter(number -> !testCards.has(number))
        .flatMap(ledger.doubts()::chip)
        .filter(KnownChip::isInDoubt)
        .flatMap(KnownChip::job)
        .flatMap(ledger.doubts()::of);
  }

  /**
   * Asks the chip at the contact its number as the products of all jobs in doubt do.
   *
   * @param asked a profile that it was asked for already; empty if for none
   */
  Optional<Doubt> about(ChipContact contact, String asked) {
    for (String profile : ledger.doubts().profiles()) {
      if (profile.equals(asked)) {
        continue;
      }
      try (MetChip chip = products.meet(profile, contact)) {
        Optional<Doubt> doubt = about(chip);
        if (doubt.isPresent()) {
          return doubt;
        }
      } catch (IssuanceException e) {
        LOG.debug("the chip is none of profile {}: {}", profile, e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** Reads the card, and finishes it if it is not; the job has ended or is in doubt still. */
  CardOutcome settle(Doubt doubt, ChipContact contact) {
    JobJournal journal = ledger.journal(doubt.job(), settings.deviceId());
    if (!ledger.doubts().claim(journal)) {
      return stays("job " + doubt.job() + " is being settled at another device", Optional.empty());
    }
    hand.take(journal);
    try {
      CardOutcome outcome = settled(doubt, journal, contact);
      meters.doubt(outcome.result().word());
      LOG.info("job {} was in doubt: its card is {}", doubt.job(), outcome.result().word());
      return outcome;
    } catch (JobEndedException e) {
      return stays(String.valueOf(e.getMessage()), Optional.empty());
    } catch (LedgerException e) {
      // On record is the last state before; the next start reads it and knows what is open.
      return stays(String.valueOf(e.getMessage()), Optional.empty());
    } finally {
      hand.done();
      ledger.doubts().unclaim(journal);
    }
  }

  private static CardOutcome stays(String problem, Optional<Fault> fault) {
    return new CardOutcome(Result.IN_DOUBT, fault, problem, true);
  }

  private CardOutcome settled(Doubt doubt, JobJournal journal, ChipContact contact) {
    Optional<Ledger.Reservation> serial = ledger.doubts().reservation(doubt.job());
    if (serial.isEmpty()) {
      return doubtful(journal, "the job has no serial; tell the centre", Optional.empty(), 0);
    }
    Application application = ledger.application(doubt.job());
    CardProducts.Preparation prepared =
        products.prepare(doubt.job(), application, serial.get().serial(), serial.get().at());
    return switch (prepared) {
      case CardProducts.Preparation.Refused refused ->
          doubtful(
              journal,
              "the station can no longer tell what its card must hold ("
                  + text(refused.problems())
                  + "): give it the profile again, then put the card back",
              Optional.empty(),
              0);
      case CardProducts.Preparation.Ready ready -> planned(doubt, journal, ready.card(), contact);
    };
  }

  private static String text(List<FieldProblem> problems) {
    return problems.stream().map(FieldProblem::toString).collect(Collectors.joining("; "));
  }

  private CardOutcome planned(
      Doubt doubt, JobJournal journal, PreparedCard card, ChipContact contact) {
    boolean same =
        card.planHash().map(hash -> ledger.doubts().isPlanOf(doubt.job(), hash)).orElse(true);
    if (!same) {
      String changed = "the profile is no longer the one that the card was begun with";
      return doubt.mayBeActive()
          ? doubtful(
              journal,
              changed + ": give the station the former one, then put the card back",
              Optional.empty(),
              0)
          : spoiled(journal, changed);
    }
    try (MetChip chip = products.meet(doubt.profile(), contact)) {
      if (!chip.chipId().equals(Optional.of(doubt.chip()))) {
        return doubtful(journal, "another card lies there", Optional.empty(), 0);
      }
      return gone(doubt, journal, card, chip);
    } catch (IssuanceException e) {
      return doubtful(journal, String.valueOf(e.getMessage()), e.fault(), 0);
    }
  }

  private CardOutcome gone(Doubt doubt, JobJournal journal, PreparedCard card, MetChip chip) {
    try {
      Interrupted standing = new Interrupted(doubt.reached(), doubt.refused());
      IssuedCard issued = card.resume(chip, journal, standing);
      return JobEnd.issued(journal, issued, meters, settings.deviceId());
    } catch (IssuanceException e) {
      Optional<LedgerException> refusal = journal.refusal();
      return refusal.isPresent()
          ? stays(String.valueOf(refusal.get().getMessage()), Optional.empty())
          : failed(doubt, journal, e);
    } catch (LedgerException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("job {} on {} failed unexpectedly", journal.job(), settings.deviceId(), e);
      return doubtful(
          journal,
          "the gateway failed with " + e.getClass().getName() + "; report it",
          Optional.empty(),
          0);
    }
  }

  private CardOutcome failed(Doubt doubt, JobJournal journal, IssuanceException e) {
    String why = String.valueOf(e.getMessage());
    boolean otherData = e.getCause() instanceof SignedOtherwiseException;
    boolean unfinished = e.cardState() == CardState.UNFINISHED;
    int errors = doubt.writeErrors() + (unfinished && e.byCard() ? 1 : 0);
    if (e.cardState() == CardState.SPOILED || (otherData && !doubt.mayBeActive())) {
      return spoiled(journal, why);
    }
    if (unfinished && errors >= MOST_WRITE_ERRORS) {
      return spoiled(journal, why + "; it failed for the second time");
    }
    if (e.cardState() == CardState.QUARANTINED) {
      String problem = why + "; " + JobEnd.advice(Result.SPOILED);
      journal.spoilQuarantined(problem);
      return new CardOutcome(Result.QUARANTINED, e.fault(), problem, true);
    }
    return doubtful(journal, why, e.fault(), unfinished && e.byCard() ? errors : 0);
  }

  private CardOutcome spoiled(JobJournal journal, String why) {
    String problem = why + "; " + JobEnd.advice(Result.SPOILED);
    LOG.warn("job {} on {}: {}", journal.job(), settings.deviceId(), problem);
    journal.spoil(problem);
    return new CardOutcome(Result.SPOILED, Optional.empty(), problem, true);
  }

  private CardOutcome doubtful(
      JobJournal journal, String why, Optional<Fault> fault, int writeErrors) {
    String problem = why + "; " + JobEnd.advice(Result.IN_DOUBT);
    LOG.warn("job {} on {}: {}", journal.job(), settings.deviceId(), problem);
    journal.doubt(problem, writeErrors);
    return stays(problem, fault);
  }
}
