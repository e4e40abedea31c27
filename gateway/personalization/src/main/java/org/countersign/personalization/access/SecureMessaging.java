package org.countersign.personalization.access;

import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;

/**
 * Secure messaging with 3DES (ICAO 9303-11, 9.8): encryption in CBC with a zero IV, retail MAC over
 * the send sequence counter and the data. Short and extended APDUs. One thread at a time.
 *
 * <p>A response that is not authentic, a status word without protection, or a lost exchange ends
 * the session: from then on {@link #transmit} fails with {@link org.countersign.driver.Effect#NONE}
 * and nothing is sent.
 */
public final class SecureMessaging implements Chip, AutoCloseable {

  SecureMessaging() {}

  /**
   * Sends a command protected and checks the response.
   *
   * @return plain data and the status word of DO'99'. A status word that came without protection
   *     (6987, 6988 and other errors of the chip's secure messaging) is returned as it is, and the
   *     session has ended
   * @throws IllegalArgumentException if the protected command does not fit an APDU
   * @throws DeviceException if the response is not authentic ({@link
   *     org.countersign.driver.Effect#UNKNOWN}), the exchange failed, or the session has ended
   */
  @Override
  public ResponseApdu transmit(CommandApdu command) throws DeviceException {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * Most plain data that fit a protected response of the given size: the largest Le to ask for.
   *
   * @param maxApduBytes longest response APDU that chip and reader carry, status word counted
   */
  public int maxResponseDataBytes(int maxApduBytes) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * Most plain data that fit a protected command of the given size.
   *
   * @param maxApduBytes longest command APDU that chip and reader carry; above 261 the extended
   *     form is used
   */
  public int maxDataBytes(int maxApduBytes) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /** Zeroes the session keys. Sends nothing. */
  @Override
  public void close() {}
}
