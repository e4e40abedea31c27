package org.countersign.personalization.scp03;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;

/**
 * An open SCP03 channel: commands go in plain and come out wrapped, responses are checked and come
 * back plain. One thread at a time.
 *
 * <p>Le goes out as it was given: where responses are protected, it must leave room for the MAC and
 * the padding of the card, see {@link #maxResponseDataBytes}.
 *
 * <p>A response whose MAC or padding is wrong, or a lost exchange, ends the channel: from then on
 * {@link #transmit} fails with {@link org.countersign.driver.Effect#NONE} and nothing is sent.
 */
public final class SecureChannel implements Chip, AutoCloseable {

  SecureChannel() {}

  /**
   * Sends a command through the channel (Amendment D, 6.2.4 to 6.2.7).
   *
   * @param command plain, at most {@link #maxDataBytes} of data; short or extended
   * @return plain data and status word. A status word other than 9000, 62xx and 63xx comes without
   *     data and unprotected, as the standard has it: it may be anybody's
   * @throws IllegalArgumentException if the wrapped command does not fit an APDU
   * @throws DeviceException if the response is not authentic ({@link
   *     org.countersign.driver.Effect#UNKNOWN}), the exchange failed, or the channel has ended
   */
  @Override
  public ResponseApdu transmit(CommandApdu command) throws DeviceException {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /** Protection in use. */
  public SecurityLevel level() {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /** Size of MACs in use. */
  public Mode mode() {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * Most plain data that fit a wrapped command of the given size.
   *
   * @param maxApduBytes longest command APDU that reader and chip take, header, Lc and Le counted;
   *     above 261 the extended form is used
   */
  public int maxDataBytes(int maxApduBytes) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * Most plain data that fit a wrapped response of the given size.
   *
   * @param maxApduBytes longest response APDU, status word counted
   */
  public int maxResponseDataBytes(int maxApduBytes) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * Encrypts sensitive data under Key-DEK, AES-CBC with a zero IV (Amendment D, 6.2.8). No padding
   * is added.
   *
   * @param data a multiple of 16 bytes
   * @throws IllegalArgumentException for any other size
   */
  public Bytes encryptWithDek(Bytes data) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * Zeroes the session keys. Sends nothing: the card ends its side with the next SELECT or reset.
   */
  @Override
  public void close() {}
}
