package org.countersign.personalization.scp03;

import java.security.SecureRandom;
import org.countersign.apdu.Chip;
import org.countersign.driver.DeviceException;

/** Starts SCP03 with the selected application's security domain. */
public final class Scp03 {

  private Scp03() {}

  /**
   * Sends INITIALIZE UPDATE (80 50 KVN 00, host challenge; Amendment D, 7.1.1) and reads the
   * answer. Spends no try, whatever happens.
   *
   * @param chip the chip, a fitting application selected; 61xx and 6Cxx are dealt with here
   * @param keyVersion key version number, 0 for the card's first
   * @param mode size of the challenges; the card must be in the same
   * @param random source of the host challenge
   * @throws SecureChannelException if the card refuses, or answers what SCP03 does not know
   * @throws DeviceException if no answer came
   */
  public static Handshake initialize(Chip chip, int keyVersion, Mode mode, SecureRandom random)
      throws DeviceException, SecureChannelException {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
