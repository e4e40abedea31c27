package org.countersign.ccid;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One command and the way to its answer. A lost answer is asked for again where the framing knows
 * how to; the command itself goes out again only if the reader said that it came damaged, or showed
 * twice, on a silent line, that the command before it was its last.
 */
final class Exchange {

  private static final int SENDINGS = 4;
  private static final int REQUESTS = 4;
  private static final Duration SLICE = Duration.ofMillis(80);

  /** After so long a reader that can be asked for its last answer is asked. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private enum Outcome {
    ANSWERED,
    REFUSED,
    LOST,
    LATE
  }

  private final CcidLine line;
  private final CcidMessage question;
  private final Command command;
  private final Duration cardTime;
  private final boolean waitOut;
  private final Deadline deadline;
  private final Duration answerTime;
  private final boolean canAskAgain;
  private @Nullable CcidMessage answer;
  private boolean taken;
  private boolean garbledEcho;
  private boolean requested;
  private int olderAnswers;

  Exchange(
      CcidLine line,
      CcidMessage question,
      Command command,
      Duration cardTime,
      boolean waitOut,
      Deadline deadline) {
    this.line = line;
    this.question = question;
    this.command = command;
    this.canAskAgain = line.framing().askAgain().length > 0;
    // A reader at work does not hear the request: it may be made as often as one likes.
    this.cardTime = canAskAgain && cardTime.compareTo(PATIENCE) > 0 ? PATIENCE : cardTime;
    this.waitOut = waitOut && !canAskAgain;
    this.deadline = deadline;
    this.answerTime = line.answerTime(CcidMessage.HEADER + question.length());
  }

  CcidMessage run() throws ExchangeFailure {
    if (deadline.isPast()) {
      throw ExchangeFailure.late(true, "no time was left to ask the reader");
    }
    byte[] frame = line.framing().wrap(question);
    for (int sending = 0; sending < SENDINGS; sending++) {
      line.write(frame, deadline);
      Outcome outcome = await(line.framing().acknowledges() ? Duration.ZERO : cardTime);
      if (outcome == Outcome.LOST && canAskAgain) {
        outcome = askAgain();
      }
      CcidMessage got = answer;
      if (outcome == Outcome.ANSWERED && got != null) {
        return got;
      }
      if (outcome == Outcome.LOST) {
        throw ExchangeFailure.lost("no valid answer came from the reader at " + line.name());
      }
      if (outcome == Outcome.LATE) {
        throw ExchangeFailure.late(false, "no answer came within the limit at " + line.name());
      }
    }
    throw ExchangeFailure.refused(
        "the reader at %s did not take the command, sent %d times; check cable and speed"
            .formatted(line.name(), SENDINGS));
  }

  private Outcome await(Duration first) throws ExchangeFailure {
    long clean = line.skippedBytes();
    Deadline until = deadline.orAfter(answerTime.plus(first));
    while (true) {
      Duration left = until.left();
      if (left.isZero()) {
        return deadline.isPast() ? Outcome.LATE : Outcome.LOST;
      }
      Optional<Received> next = line.read(left.compareTo(SLICE) < 0 ? left : SLICE);
      boolean damaged = line.skippedBytes() != clean || garbledEcho;
      if (next.isEmpty()) {
        if (damaged && !waitOut) {
          return Outcome.LOST;
        }
        continue;
      }
      switch (next.get()) {
        case Received.Message got -> {
          Outcome outcome = heard(got.message());
          if (outcome != null) {
            return outcome;
          }
          if (wantsTime(got.message())) {
            until = deadline.orAfter(answerTime.plus(extended(got.message())));
          }
        }
        case Received.MoreTime more -> until = deadline.orAfter(answerTime.plus(cardTime));
        case Received.Taken got -> {
          taken = true;
          until = deadline.orAfter(answerTime.plus(cardTime));
        }
        case Received.SlotChange change -> line.slotMayHaveChanged(change.states());
        case Received.Refused refusal -> {
          // Among damaged bytes, or after the reader had begun, it cannot be believed.
          return damaged || taken || requested ? Outcome.LOST : Outcome.REFUSED;
        }
      }
    }
  }

  /** What a message means for the question; null to go on waiting. */
  private @Nullable Outcome heard(CcidMessage message) {
    if (message.isCommand()) {
      // The echo of an earlier command, which came late, says nothing of this one.
      garbledEcho |= message.sequence() == question.sequence() && !message.sameAs(question);
      return null;
    }
    boolean mine =
        message.sequence() == question.sequence()
            && message.slot() == question.slot()
            && message.type() == command.answer();
    if (!mine) {
      line.countStray();
      if (requested) {
        olderAnswers++;
        return Outcome.LOST;
      }
      return null;
    }
    if (wantsTime(message)) {
      return null;
    }
    if (garbledEcho) {
      return Outcome.LOST;
    }
    answer = message;
    return Outcome.ANSWERED;
  }

  private boolean wantsTime(CcidMessage message) {
    return !message.isCommand()
        && message.sequence() == question.sequence()
        && message.commandStatus() == 2;
  }

  private Duration extended(CcidMessage message) {
    return cardTime.multipliedBy(Math.max(1, message.error()));
  }

  /** Asks for the last answer until it is the right one, or shows that the command never came. */
  private Outcome askAgain() throws ExchangeFailure {
    requested = true;
    olderAnswers = 0;
    int silent = 0;
    while (silent < REQUESTS) {
      line.drain();
      line.write(line.framing().askAgain(), deadline);
      int before = olderAnswers;
      Outcome outcome = await(Duration.ZERO);
      if (outcome != Outcome.LOST) {
        return outcome;
      }
      if (olderAnswers == 2 && !taken) {
        requested = false;
        return Outcome.REFUSED;
      }
      // A reader at work hears nothing: once it has taken the command, the limit decides.
      if (olderAnswers == before && !taken) {
        silent++;
      } else if (olderAnswers > before && taken && olderAnswers > REQUESTS) {
        return Outcome.LOST;
      }
    }
    return Outcome.LOST;
  }
}
