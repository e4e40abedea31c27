package org.countersign.personalization.issue;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.ContactedChip;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.plan.PlanRun;
import org.countersign.personalization.plan.StepFailure;
import org.countersign.personalization.profile.Profile;
import org.jspecify.annotations.Nullable;

/**
 * A chip at a contact, before and while a card is made of it; closing it powers the chip off,
 * quietly. The device's thread.
 */
public final class MetChip implements AutoCloseable {

  private final ChipContact contact;
  private final Duration exchangeLimit;
  private final CountingChip counting;
  private final StepClock clock;
  private @Nullable ChipConnection connection;
  private @Nullable Bytes number;

  /**
   * A chip that was not powered yet.
   *
   * @param exchangeLimit how long one exchange with the chip may take
   * @param nanoTime a monotonic clock; the card's time begins now
   */
  public MetChip(ChipContact contact, Duration exchangeLimit, LongSupplier nanoTime) {
    this.contact = contact;
    this.exchangeLimit = exchangeLimit;
    this.counting = new CountingChip(new ContactedChip(contact, exchangeLimit));
    this.clock = new StepClock(nanoTime);
  }

  /** Where the chip is. */
  public ChipContact contact() {
    return contact;
  }

  /** The chip's own number, hex; empty if it was not asked. */
  public Optional<String> chipId() {
    return Optional.ofNullable(number).map(Bytes::toHex);
  }

  CountingChip counting() {
    return counting;
  }

  StepClock clock() {
    return clock;
  }

  ChipConnection connection() {
    return met(connection);
  }

  Bytes number() {
    return met(number);
  }

  private static <T> T met(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the chip was not met");
    }
    return value;
  }

  /** Powers the chip on and asks its number; nothing of this changes the card. */
  void meet(Profile profile, KeySource keys) throws IssuanceException {
    ChipConnection powered = powerOn();
    connection = powered;
    Bytes atr = Bytes.of(powered.answerToReset());
    Progress none = new Progress(false);
    CardFacts facts = new CardFacts(keys);
    try (LiveSession session =
        new LiveSession(counting, profile.card(), powered, facts, none, () -> {})) {
      if (profile.card().match().map(m -> !m.matches(atr)).orElse(false)) {
        throw new StepFailure(
            StepFailure.Reason.DATA,
            null,
            "answer to reset %s: not a card of profile %s".formatted(atr.toHex(), profile.id()));
      }
      number = readNumber(profile, PlanRun.inspecting(profile, facts, session));
    } catch (DeviceException | StepFailure e) {
      throw IssuanceFailures.of(none, e);
    } catch (RuntimeException e) {
      throw new IssuanceException(
          CardState.BLANK, null, "asking the chip its number: " + e.getMessage(), e);
    }
  }

  /**
   * Resets the chip and asks its number again.
   *
   * @throws IssuanceException {@link CardState#NONE} if another chip lies there
   */
  void meetAgain(Profile profile, KeySource keys) throws IssuanceException {
    Bytes before = number();
    Contacts.powerOffQuietly(contact, exchangeLimit);
    meet(profile, keys);
    if (!number().equals(before)) {
      throw new IssuanceException(
          CardState.NONE,
          null,
          "another chip was put in the place of the one that is gone on with");
    }
  }

  private static Bytes readNumber(Profile profile, PlanRun run)
      throws DeviceException, StepFailure {
    try {
      return run.readChipId();
    } catch (StepFailure e) {
      throw IssuanceFailures.noBlank(profile, e);
    }
  }

  private ChipConnection powerOn() throws IssuanceException {
    try {
      return contact.powerOn(exchangeLimit);
    } catch (DeviceException e) {
      throw IssuanceFailures.ofPowerOn(e);
    } catch (RuntimeException e) {
      throw IssuanceFailures.ofPowerOn(e);
    }
  }

  @Override
  public void close() {
    Contacts.powerOffQuietly(contact, exchangeLimit);
  }
}
