package org.countersign.personalization.scp03;

import org.countersign.driver.DeviceException;

/** A card that has proved our keys; we have not yet proved them to the card. */
public final class VerifiedCard {

  VerifiedCard() {}

  /**
   * Sends EXTERNAL AUTHENTICATE (84 82 level 00, host cryptogram and MAC; Amendment D, 7.1.2) and
   * opens the channel. Works once.
   *
   * @throws SecureChannelException if the card refuses; a try may then be spent
   * @throws DeviceException if no answer came
   */
  public SecureChannel authenticate(SecurityLevel level)
      throws DeviceException, SecureChannelException {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
