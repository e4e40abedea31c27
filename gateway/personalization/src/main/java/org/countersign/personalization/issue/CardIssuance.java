package org.countersign.personalization.issue;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.apdu.Bytes;
import org.countersign.driver.ChipContact;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.keys.CardKeys;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.profile.KeyUses;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.DocumentVerifier;

/** Carries plans out on cards. One instance may serve several devices' threads. */
public final class CardIssuance {

  private final Ports ports;

  /** What issuance works with. */
  record Ports(
      KeySource keys,
      DocumentSigner signer,
      Inspection inspection,
      Duration exchangeLimit,
      LongSupplier nanoTime,
      Beside beside) {}

  /**
   * Binds the ports.
   *
   * @param exchangeLimit how long one exchange with the chip may take
   * @param nanoTime a monotonic clock, for example {@code System::nanoTime}
   */
  public CardIssuance(
      KeySource keys,
      DocumentSigner signer,
      DocumentVerifier verifier,
      Duration exchangeLimit,
      LongSupplier nanoTime) {
    this(keys, signer, verifier, exchangeLimit, nanoTime, Beside.threads());
  }

  /**
   * Binds the ports.
   *
   * @param exchangeLimit how long one exchange with the chip may take
   * @param nanoTime a monotonic clock
   * @param beside begins signatures and verifications
   */
  public CardIssuance(
      KeySource keys,
      DocumentSigner signer,
      DocumentVerifier verifier,
      Duration exchangeLimit,
      LongSupplier nanoTime,
      Beside beside) {
    this.ports =
        new Ports(
            keys, signer, new Inspection(verifier, exchangeLimit), exchangeLimit, nanoTime, beside);
  }

  /**
   * Powers a chip on and asks its number, on the device's thread. Nothing of this changes the card
   * or spends a try, so it may be done while the plan is still being made.
   *
   * @return to be closed in the end, which powers the chip off
   * @throws IssuanceException says what became of the card; the chip is powered off
   */
  public MetChip meet(Profile profile, ChipContact contact) throws IssuanceException {
    MetChip chip = new MetChip(contact, ports.exchangeLimit(), ports.nanoTime());
    try {
      chip.meet(profile, ports.keys());
      return chip;
    } catch (IssuanceException e) {
      chip.close();
      throw e;
    }
  }

  /** {@link #meet}, {@link #issue(String, Plan, MetChip, IssuanceJournal)} and power off. */
  public IssuedCard issue(String jobId, Plan plan, ChipContact contact, IssuanceJournal journal)
      throws IssuanceException {
    try (MetChip chip = meet(plan.profile(), contact)) {
      return issue(jobId, plan, chip, journal);
    }
  }

  /**
   * Makes one card of a blank that was met for the plan's profile, on the device's thread. States
   * {@code OPENED} (facts {@code chip}, {@code plan}), {@code AUTHENTICATING}, {@code SIGNED} (fact
   * {@code signed}; only if the profile signs), {@code WRITING}, {@code READ_BACK}, {@code
   * ACTIVATING} and {@code ACTIVATED} are entered into the journal, each before its effect.
   * Afterwards the chip is reset and inspected through its access protocol; the verdict is part of
   * the result and may be bad. The chip is left powered.
   *
   * <p>The keys of this card are asked for first; if they are not to be had, the card is a blank
   * still and nothing is entered.
   *
   * <p>If it is not certain whether the activating command arrived, the card is reset and
   * inspected: when it opens as a valid card and holds what was planned, it is activated.
   *
   * @throws IssuanceException says what became of the card
   */
  public IssuedCard issue(String jobId, Plan plan, MetChip chip, IssuanceJournal journal)
      throws IssuanceException {
    try (CardKeys keys = keys(jobId, plan, chip, false)) {
      return new Issuing(new CardAtWork(ports, keys, jobId, plan, chip, journal)).run();
    } catch (KeyUnavailableException e) {
      throw new IssuanceException(CardState.BLANK, null, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Goes on with the very card of a job whose work was cut off, on the device's thread. If it may
   * be valid it is inspected first. Otherwise it is opened in the first of the profile's {@link
   * org.countersign.personalization.profile.ResumeWay ways} whose keys it accepts, each attempt
   * recorded before it with {@link IssuanceJournal#attempt}; what differs is written again; then it
   * goes its normal way from {@code READ_BACK} on. The signer must give the signature that was made
   * before; nothing is signed here. The chip is left powered.
   *
   * @return also a card whose verdict is bad: it is valid, but not entered as such, if it opens and
   *     does not hold what was planned
   * @throws IssuanceException says what became of the card: {@code UNFINISHED} and {@code IN_DOUBT}
   *     can be tried again, {@code SPOILED} and {@code QUARANTINED} are surely not valid
   */
  public IssuedCard resume(
      String jobId, Plan plan, MetChip chip, IssuanceJournal journal, Interrupted standing)
      throws IssuanceException {
    try (CardKeys keys = keys(jobId, plan, chip, true)) {
      return new Resuming(new CardAtWork(ports, keys, jobId, plan, chip, journal), standing).run();
    } catch (KeyUnavailableException e) {
      throw new IssuanceException(CardState.IN_DOUBT, null, String.valueOf(e.getMessage()), e);
    }
  }

  private CardKeys keys(String jobId, Plan plan, MetChip chip, boolean begun)
      throws KeyUnavailableException {
    KeySource.Order order =
        new KeySource.Order(jobId, KeyUses.of(plan.profile()), plan.keyEnvelope());
    return ports.keys().forCard(order, chip.number(), begun);
  }

  /**
   * Whether a job can have the keys of its cards.
   *
   * @param envelope keys that came with the application, wrapped
   * @throws KeyUnavailableException why not
   */
  public void requireKeys(String jobId, Profile profile, Optional<Bytes> envelope)
      throws KeyUnavailableException {
    ports.keys().require(new KeySource.Order(jobId, KeyUses.of(profile), envelope));
  }

  /** Why no card of a product can be begun now, as far as its keys are concerned. */
  public Optional<String> outage(Profile profile) {
    return ports.keys().outage(profile.keys().keySet());
  }
}
