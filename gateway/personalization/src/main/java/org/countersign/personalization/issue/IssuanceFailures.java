package org.countersign.personalization.issue;

import java.io.UncheckedIOException;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.plan.StepFailure;
import org.countersign.personalization.profile.Profile;

/** What a failure means for the card. */
final class IssuanceFailures {

  private IssuanceFailures() {}

  static IssuanceException ofPowerOn(DeviceException e) {
    CardState state =
        switch (e.fault()) {
          case CARD_MISSING, CARD_TAKEN -> CardState.NONE;
          case CARD_MUTE -> CardState.QUARANTINED;
          default -> CardState.BLANK;
        };
    return new IssuanceException(state, e.fault(), "power on: " + e.getMessage(), e);
  }

  static IssuanceException ofPowerOn(RuntimeException e) {
    return new IssuanceException(
        CardState.BLANK, Fault.DRIVER_BUG, "power on: the driver failed with " + e, e);
  }

  /** A status word alone tells a clerk nothing of the card that lies there. */
  static StepFailure noBlank(Profile profile, StepFailure e) {
    return new StepFailure(
        e.reason(),
        e.statusWord().orElse(null),
        e.getMessage() + "; so it is no blank of profile " + profile.id());
  }

  /** The ledger refused a state, so the effect that it announces has not happened. */
  static IssuanceException notRecorded(String job, Progress progress, UncheckedIOException e) {
    return new IssuanceException(
        progress.cardState(),
        null,
        "job " + job + ": its record could not be made durable, so the card was left alone",
        e);
  }

  /** A step of the profile failed after the progress that was made. */
  static IssuanceException of(Progress progress, Exception cause) {
    String message = String.valueOf(cause.getMessage());
    return switch (cause) {
      case DeviceException e -> new IssuanceException(progress.cardState(), e.fault(), message, e);
      case StepFailure e -> {
        boolean ours = e.reason() == StepFailure.Reason.KEY_MISSING;
        CardState untouched = ours ? CardState.BLANK : CardState.QUARANTINED;
        CardState state = progress.cardState(untouched, CardState.QUARANTINED);
        yield new IssuanceException(state, null, message, e);
      }
      default -> new IssuanceException(progress.cardState(), null, message, cause);
    };
  }
}
