package org.countersign.station.lanes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.countersign.driver.Fault;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.issue.Beside;
import org.countersign.personalization.issue.IssuanceException;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.personalization.issue.MetChip;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.KeyUnavailableException.Hinders;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.station.alarm.Alarm;
import org.countersign.station.issuing.CardProducts;
import org.countersign.station.issuing.CardProducts.PreparedCard;
import org.countersign.station.issuing.SignedOtherwiseException;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.issuing.WaitingJobs.Taken;
import org.countersign.station.lanes.CardOutcome.Result;
import org.countersign.station.ledger.Doubt;
import org.countersign.station.ledger.Doubts;
import org.countersign.station.ledger.JobEndedException;
import org.countersign.station.ledger.JobJournal;
import org.countersign.station.ledger.KnownCardException;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job on one card that is in place, from its serial to what became of it. The card itself is
 * not moved here. The device's thread.
 */
final class CardMaking {

  private static final Logger LOG = LoggerFactory.getLogger(CardMaking.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private final LaneSettings settings;
  private final Ledger ledger;
  private final WaitingJobs waiting;
  private final CardProducts products;
  private final TestCardList testCards;
  private final LaneMeters meters;
  private final CardInHand hand;
  private final DoubtSettling settling;
  private final Beside beside;
  private final ForeignKeys foreign = new ForeignKeys();

  CardMaking(
      LaneSettings settings,
      Ledger ledger,
      WaitingJobs waiting,
      CardProducts products,
      TestCardList testCards,
      LaneMeters meters,
      CardInHand hand,
      Beside beside) {
    this.settings = settings;
    this.ledger = ledger;
    this.waiting = waiting;
    this.products = products;
    this.testCards = testCards;
    this.meters = meters;
    this.hand = hand;
    this.settling = new DoubtSettling(settings, ledger, products, testCards, meters, hand);
    this.beside = beside;
  }

  /** Which of a device's products can be made now; all, if none are named. */
  CardProducts.Makeable makeable(Set<String> wanted) {
    return products.makeable(wanted);
  }

  /** Makes the card; the job is ended, waits again, or is in doubt when this returns. */
  CardOutcome make(Taken taken, OpenDevice device) {
    JobJournal journal = ledger.journal(taken.job().id(), settings.deviceId());
    hand.take(taken, journal);
    try {
      CardOutcome outcome = write(taken, journal, device);
      meters.card(outcome.result().word());
      return outcome;
    } finally {
      hand.done();
    }
  }

  /**
   * Settles the job that waits for the card at the device, if there is one; nothing is done to any
   * other card.
   */
  Optional<CardOutcome> settle(OpenDevice device) {
    Optional<CardOutcome> outcome =
        settling.about(device.contact(), "").map(doubt -> settling.settle(doubt, device.contact()));
    outcome.ifPresent(settled -> meters.card(settled.result().word()));
    return outcome;
  }

  private CardOutcome write(Taken taken, JobJournal journal, OpenDevice device) {
    // The chip's number does not depend on the job, and serial, plan and disk need no chip.
    CompletableFuture<Optional<PreparedCard>> preparing =
        CompletableFuture.supplyAsync(
            () -> prepare(taken), task -> beside.begin("prepare-" + settings.deviceId(), task));
    String profile = taken.job().profile();
    try (MetChip chip = products.meet(profile, device.contact())) {
      if (chip.chipId().filter(testCards::has).isPresent()) {
        return prepared(taken, preparing, card -> testCard(taken, journal));
      }
      Optional<Doubts.KnownChip> known = chip.chipId().flatMap(ledger.doubts()::chip);
      if (known.filter(Doubts.KnownChip::isInDoubt).isPresent()) {
        Optional<Doubt> doubt = settling.about(chip);
        if (doubt.isPresent()) {
          return instead(taken, preparing, doubt.get(), device);
        }
      } else if (known.filter(Doubts.KnownChip::isOver).isPresent()) {
        KnownCardException e = KnownCardException.of(known.get().state());
        return prepared(taken, preparing, card -> refused(taken, journal, e));
      }
      return prepared(taken, preparing, card -> written(taken, journal, card, chip, device));
    } catch (IssuanceException e) {
      // A test card may be of another kind than the job's blanks.
      if (e.byCard() && testCards.liesAt(device.contact())) {
        return prepared(taken, preparing, card -> testCard(taken, journal));
      }
      Optional<Doubt> doubt = settling.about(device.contact(), profile);
      return doubt.isPresent()
          ? instead(taken, preparing, doubt.get(), device)
          : prepared(taken, preparing, card -> failed(taken, journal, e, device));
    } catch (LedgerException e) {
      return prepared(taken, preparing, card -> refused(taken, journal, e));
    } catch (RuntimeException e) {
      return prepared(taken, preparing, card -> broken(taken, journal, e));
    }
  }

  /** The card at hand is one that another job waits for: that one is finished first. */
  private CardOutcome instead(
      Taken taken,
      CompletableFuture<Optional<PreparedCard>> preparing,
      Doubt doubt,
      OpenDevice device) {
    CardOutcome untouched =
        prepared(
            taken,
            preparing,
            card -> {
              waiting.giveBack(taken);
              return CardOutcome.none("");
            });
    LOG.info(
        "job {} makes room for job {}, whose card was put back {}",
        taken.job().id(),
        doubt.job(),
        untouched.problem());
    return settling.settle(doubt, device.contact());
  }

  /** Goes on when the job is ready; if it is not, the card at hand does not matter. */
  private CardOutcome prepared(
      Taken taken,
      CompletableFuture<Optional<PreparedCard>> preparing,
      Function<PreparedCard, CardOutcome> then) {
    Optional<PreparedCard> card;
    try {
      card = preparing.join();
    } catch (CompletionException e) {
      return unprepared(taken, e);
    }
    return card.map(then).orElseGet(() -> CardOutcome.none(""));
  }

  private CardOutcome unprepared(Taken taken, CompletionException e) {
    return switch (e.getCause()) {
      case JobEndedException ended ->
          CardOutcome.none(""); // It was cancelled while it stood in line.
      case LedgerException refused -> {
        waiting.giveBack(taken, FIRST_PAUSE);
        yield CardOutcome.none(String.valueOf(refused.getMessage()));
      }
      case RuntimeException own -> throw own;
      case null, default -> throw e;
    };
  }

  private CardOutcome written(
      Taken taken, JobJournal journal, PreparedCard card, MetChip chip, OpenDevice device) {
    try {
      IssuedCard issued = card.issue(chip, journal);
      foreign.accepted(taken.job().profile());
      return JobEnd.issued(journal, issued, meters, settings.deviceId());
    } catch (IssuanceException e) {
      if (ForeignKeys.isCauseOf(e) && foreign.met(taken.job().profile())) {
        alarmed(AlarmCode.KEYS_REFUSED);
      }
      return failed(taken, journal, e, device);
    } catch (RuntimeException e) {
      return broken(taken, journal, e);
    }
  }

  /** Serial and plan. On a thread beside the device's. */
  private Optional<PreparedCard> prepare(Taken taken) {
    String job = taken.job().id();
    long started = System.nanoTime();
    Ledger.Reservation serial = settings.serials().reserve(job);
    Application application = ledger.application(job);
    CardProducts.Preparation prepared =
        products.prepare(job, application, serial.serial(), serial.at());
    meters.step("prepare", Duration.ofNanos(System.nanoTime() - started));
    return switch (prepared) {
      case CardProducts.Preparation.Ready ready -> Optional.of(ready.card());
      case CardProducts.Preparation.Refused refused -> {
        String why = text(refused.problems());
        LOG.warn("job {} was accepted but can no longer be issued and is void: {}", job, why);
        ledger.refuse(job, "it can no longer be issued: " + why);
        yield Optional.empty();
      }
    };
  }

  private static String text(List<FieldProblem> problems) {
    return problems.stream().map(FieldProblem::toString).collect(Collectors.joining("; "));
  }

  private CardOutcome failed(
      Taken taken, JobJournal journal, IssuanceException e, OpenDevice device) {
    Optional<LedgerException> refusal = journal.refusal();
    if (refusal.isPresent()) {
      return refused(taken, journal, refusal.get());
    }
    Throwable cause = e.getCause();
    if (cause != null && isTheJobs(cause) && result(e.cardState(), journal) == Result.BLANK) {
      return unissuable(journal, String.valueOf(cause.getMessage()));
    }
    CardOutcome outcome =
        settle(
            taken, journal, e.cardState(), e.fault(), String.valueOf(e.getMessage()), e.byCard());
    return outcome.result() == Result.IN_DOUBT && mayBeThere(e.fault()) && !device.isAbandoned()
        ? atOnce(journal.job(), outcome, device)
        : outcome;
  }

  /** A card that was disturbed and lies there still is gone on with once before it is put aside. */
  private CardOutcome atOnce(String job, CardOutcome outcome, OpenDevice device) {
    Optional<Doubt> doubt = ledger.doubts().of(job);
    if (doubt.isEmpty()) {
      return outcome;
    }
    CardOutcome settled = settling.settle(doubt.get(), device.contact());
    // What the device failed with at first stands if that did not help.
    return settled.result() == Result.IN_DOUBT && settled.fault().isEmpty()
        ? new CardOutcome(Result.IN_DOUBT, outcome.fault(), settled.problem(), true)
        : settled;
  }

  /** Whether the card may still answer. */
  private static boolean mayBeThere(Optional<Fault> fault) {
    return fault
        .map(f -> f == Fault.COMMUNICATION || f == Fault.TIMEOUT || f == Fault.NOT_READY)
        .orElse(true);
  }

  /** Whether no other card would help the job. */
  private static boolean isTheJobs(Throwable cause) {
    return cause instanceof SignedOtherwiseException
        || (cause instanceof KeyUnavailableException key && key.hinders() == Hinders.JOB);
  }

  /** Waiting for another card would be in vain. */
  private CardOutcome unissuable(JobJournal journal, String why) {
    String problem = why + "; the job is void: submit the application again under a new id";
    LOG.warn("job {} on {}: {}", journal.job(), settings.deviceId(), problem);
    try {
      journal.release(problem);
      ledger.refuse(journal.job(), problem);
    } catch (LedgerException e) {
      return new CardOutcome(Result.BLANK, Optional.empty(), String.valueOf(e.getMessage()), true);
    }
    // The device and its card are well, so the problem is the job's alone.
    return new CardOutcome(Result.BLANK, Optional.empty(), "", true);
  }

  /** The ledger let a state not be entered, so its effect has not happened. */
  private CardOutcome refused(Taken taken, JobJournal journal, LedgerException refusal) {
    String problem = String.valueOf(refusal.getMessage());
    return switch (refusal) {
      case JobEndedException ended when journal.entered().isEmpty() ->
          new CardOutcome(Result.BLANK, Optional.empty(), "", true);
      case KnownCardException known -> {
        noted(journal, problem);
        // A card of another state lies where blanks lie.
        alarmed(AlarmCode.CHIP_KNOWN);
        waiting.giveBack(taken);
        yield new CardOutcome(Result.QUARANTINED, Optional.empty(), problem, true);
      }
      default ->
          journal.entered().isEmpty()
              ? settle(taken, journal, CardState.BLANK, Optional.empty(), problem, false)
              : settle(taken, journal, CardState.IN_DOUBT, Optional.empty(), problem, false);
    };
  }

  private void alarmed(AlarmCode code) {
    try {
      ledger.alarms().met(Alarm.of(code, settings.deviceId()));
    } catch (LedgerException e) {
      LOG.warn("device {}: {}", settings.deviceId(), e.getMessage());
    }
  }

  /** It is none of the stock's, so nothing of it is counted. */
  private CardOutcome testCard(Taken taken, JobJournal journal) {
    noted(journal, TestCardList.NO_BLANK);
    waiting.giveBack(taken);
    return new CardOutcome(Result.QUARANTINED, Optional.empty(), TestCardList.NO_BLANK, true);
  }

  /** Lets the waiting job say why; the card's own record stays as it was. */
  private static void noted(JobJournal journal, String problem) {
    try {
      journal.releaseFrom(problem);
    } catch (LedgerException e) {
      LOG.warn("job {}: {}", journal.job(), e.getMessage());
    }
  }

  private CardOutcome broken(Taken taken, JobJournal journal, RuntimeException e) {
    Optional<LedgerException> refusal = journal.refusal();
    if (refusal.isPresent()) {
      return refused(taken, journal, refusal.get());
    }
    LOG.error("job {} on {} failed unexpectedly", journal.job(), settings.deviceId(), e);
    String problem = "the gateway failed with " + e.getClass().getName() + "; report it";
    return settle(taken, journal, CardState.IN_DOUBT, Optional.empty(), problem, false);
  }

  private CardOutcome settle(
      Taken taken,
      JobJournal journal,
      CardState state,
      Optional<Fault> fault,
      String cause,
      boolean byCard) {
    Result result = result(state, journal);
    boolean unknown = result == Result.QUARANTINED && journal.entered().isEmpty();
    String problem =
        cause
            + (unknown
                ? "; the station has no record of this card, so nothing is written to it"
                : "")
            + "; "
            + JobEnd.advice(result);
    LOG.warn("job {} on {}: {}, {}", journal.job(), settings.deviceId(), state, problem);
    try {
      switch (result) {
        case SPOILED -> journal.spoil(problem);
        case IN_DOUBT -> journal.doubt(problem, state == CardState.UNFINISHED && byCard ? 1 : 0);
        case QUARANTINED -> journal.releaseFrom(problem);
        case BLANK -> {
          if (state == CardState.ATTEMPTED) {
            result = journal.releaseAttempted(problem) ? Result.BLANK : Result.QUARANTINED;
          } else {
            journal.release(problem);
          }
        }
        case NONE, ISSUED -> journal.release(problem);
      }
    } catch (JobEndedException e) {
      LOG.warn("job {}: {}", journal.job(), e.getMessage());
    } catch (LedgerException e) {
      // On record is the last state before; the next start reads it and knows what is open.
      return new CardOutcome(result, fault, problem + "; and " + e.getMessage(), true);
    }
    if (result != Result.SPOILED && result != Result.IN_DOUBT) {
      giveBack(taken, fault);
    }
    return new CardOutcome(result, fault, problem, journal.entered().isPresent());
  }

  /** What a device fails at is not the job's fault: the next one may take it at once. */
  private void giveBack(Taken taken, Optional<Fault> fault) {
    if (fault.isPresent()) {
      waiting.giveBack(taken);
    } else {
      waiting.giveBack(taken, FIRST_PAUSE);
    }
  }

  /** What a card's state means for a job that has come so far. */
  private static Result result(CardState state, JobJournal journal) {
    boolean opened = journal.entered().isPresent();
    return switch (state) {
      // No other card can carry a signature that holds this chip's number.
      case NONE, BLANK, ATTEMPTED ->
          journal.boundToChip()
              ? Result.IN_DOUBT
              : state == CardState.NONE ? Result.NONE : Result.BLANK;
      case QUARANTINED -> Result.QUARANTINED;
      // A card that was never opened for a job can be waste, but not this job's.
      case SPOILED -> opened ? Result.SPOILED : Result.QUARANTINED;
      case UNFINISHED, IN_DOUBT -> opened ? Result.IN_DOUBT : Result.QUARANTINED;
    };
  }
}
