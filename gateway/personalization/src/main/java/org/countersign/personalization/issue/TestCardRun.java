package org.countersign.personalization.issue;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.personalization.profile.Profile;

/**
 * Proves on a test card that a device can talk to a chip, authenticate to it, write it and read it
 * back. Any other chip is asked its number and left as it is. One instance may serve several
 * devices' threads.
 */
public final class TestCardRun {

  private final Ports ports;
  private final Map<String, Profile> cards;

  /** What a run works with. */
  record Ports(
      KeySource keys,
      PlanCompiler compiler,
      Duration exchangeLimit,
      LongSupplier nanoTime,
      Clock clock) {}

  /**
   * Binds the ports.
   *
   * @param cards profile by the chip's own number in hex, see {@link
   *     org.countersign.personalization.profile.TestCardReader#read}
   * @param keys of the test cards alone: no card of anybody should open with them
   * @param compiler makes the plan; nothing is signed
   * @param exchangeLimit how long one exchange with the chip may take
   * @param nanoTime a monotonic clock
   * @param clock gives the number that is written
   */
  public TestCardRun(
      Map<String, Profile> cards,
      KeySource keys,
      PlanCompiler compiler,
      Duration exchangeLimit,
      LongSupplier nanoTime,
      Clock clock) {
    this.ports = new Ports(keys, compiler, exchangeLimit, nanoTime, clock);
    this.cards = new TreeMap<>();
    cards.forEach((chip, profile) -> this.cards.put(chip.toUpperCase(Locale.ROOT), profile));
  }

  /** Whether the chip of that number, hex, is a test card: never to be issued. */
  public boolean isTestCard(String chip) {
    return cards.containsKey(chip.toUpperCase(Locale.ROOT));
  }

  /**
   * Whether the chip at the contact is a test card, asked as the profiles of the test cards do. The
   * chip is powered off in the end. The device's thread.
   */
  public boolean liesAt(ChipContact contact) {
    return new LinkedHashSet<>(cards.values())
        .stream().anyMatch(profile -> liesAt(profile, contact));
  }

  private boolean liesAt(Profile profile, ChipContact contact) {
    try (MetChip chip = new MetChip(contact, ports.exchangeLimit(), ports.nanoTime())) {
      chip.meet(profile, ports.keys());
      return chip.chipId().filter(this::isTestCard).isPresent();
    } catch (IssuanceException e) {
      return false;
    }
  }

  /**
   * Tries the chip that lies at the contact; feeds none and waits for none. The chip is powered off
   * in the end. The device's thread.
   */
  public TestCardResult run(ChipContact contact, TestCardJournal journal) {
    try {
      if (!contact.awaitChip(true, Duration.ZERO)) {
        return new TestCardResult.NoCard();
      }
    } catch (DeviceException e) {
      return notMet(String.valueOf(e.getMessage()), Optional.of(e.fault()));
    }
    Optional<String> number = Optional.empty();
    for (Profile profile : new LinkedHashSet<>(cards.values())) {
      TestCardResult result = run(profile, contact, journal);
      if (!(result instanceof TestCardResult.OtherChip other)) {
        return result;
      }
      number = number.or(other::chip);
    }
    return new TestCardResult.OtherChip(number);
  }

  /** Another chip if it is no card of that profile. */
  private TestCardResult run(Profile profile, ChipContact contact, TestCardJournal journal) {
    try (MetChip chip = new MetChip(contact, ports.exchangeLimit(), ports.nanoTime())) {
      chip.meet(profile, ports.keys());
      return profile.equals(cards.get(chip.number().toHex()))
          ? new TestCardTry(ports, profile, chip, journal).run()
          : new TestCardResult.OtherChip(chip.chipId());
    } catch (IssuanceException e) {
      if (e.cardState() == IssuanceException.CardState.NONE) {
        return new TestCardResult.NoCard();
      }
      // What answers otherwise than this profile's chips may be one of another profile.
      return e.byCard()
          ? new TestCardResult.OtherChip(Optional.empty())
          : notMet(String.valueOf(e.getMessage()), e.fault());
    }
  }

  private static TestCardResult notMet(String problem, Optional<Fault> fault) {
    return new TestCardResult.Failed("power-on", problem, fault, false);
  }
}
