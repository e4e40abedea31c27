package org.countersign.personalization.access;

import java.security.SecureRandom;
import org.countersign.apdu.Chip;
import org.countersign.driver.DeviceException;

/** Basic Access Control (ICAO 9303-11, 4.3): opens the chip of a travel document. */
public final class Bac {

  private Bac() {}

  /**
   * GET CHALLENGE and EXTERNAL AUTHENTICATE with mutual authentication (ICAO 9303-11, 4.3.4).
   *
   * @param chip the chip, the LDS application selected
   * @param random source of RND.IFD and K.IFD
   * @return the open session
   * @throws AccessRefused if the chip refuses, or its proof is wrong
   * @throws DeviceException if no answer came
   */
  public static SecureMessaging open(Chip chip, MrzKey key, SecureRandom random)
      throws DeviceException, AccessRefused {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
