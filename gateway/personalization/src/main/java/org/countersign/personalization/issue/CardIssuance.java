package org.countersign.personalization.issue;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.countersign.driver.ChipContact;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.plan.Plan;

/** Carries plans out on cards. One instance may serve several devices' threads. */
public final class CardIssuance {

  private final Ports ports;

  private record Ports(
      KeySource keys,
      DocumentSigner signer,
      DocumentVerifier verifier,
      Duration exchangeLimit,
      LongSupplier nanoTime) {}

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
    this.ports = new Ports(keys, signer, verifier, exchangeLimit, nanoTime);
  }

  /**
   * Makes one card of a blank at the contact, on the device's thread; powers the chip on and off
   * itself. States {@code OPENED} (facts {@code chip}, {@code plan}), {@code AUTHENTICATING},
   * {@code SIGNED} (fact {@code signed}), {@code WRITING}, {@code READ_BACK}, {@code ACTIVATING}
   * and {@code ACTIVATED} are entered into the journal, each before its effect. Afterwards the chip
   * is reset and inspected through its access protocol; the verdict is part of the result and may
   * be bad.
   *
   * @throws IssuanceException says what became of the card
   */
  public IssuedCard issue(String jobId, Plan plan, ChipContact contact, IssuanceJournal journal)
      throws IssuanceException {
    throw new IssuanceException(
        IssuanceException.CardState.NONE, null, jobId + plan + contact + journal + ports);
  }
}
