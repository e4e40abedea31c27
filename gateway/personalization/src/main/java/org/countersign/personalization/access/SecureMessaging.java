package org.countersign.personalization.access;

import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.personalization.access.ProtectedApdus.NotAuthentic;
import org.countersign.personalization.keys.Secret;

/**
 * Secure messaging with 3DES (ICAO 9303-11, 9.8): encryption in CBC with a zero IV, retail MAC over
 * the send sequence counter and the data. Short and extended APDUs. One thread at a time.
 *
 * <p>The extended form is used where command or response need it. Le 256 asks for what the short
 * form carries; for exactly 256 bytes ask for 257 or 255.
 *
 * <p>A response that is not authentic, a status word without protection, or a lost exchange ends
 * the session: from then on {@link #transmit} fails with {@link Effect#NONE} and nothing is sent.
 */
public final class SecureMessaging implements Chip, AutoCloseable {

  /** Longest command of the short form: header, Lc, 255 bytes, Le. */
  private static final int SHORT_COMMAND = 261;

  private final Chip chip;
  private final ProtectedApdus apdus;
  private String ended = "";

  /**
   * Begins with keys agreed already.
   *
   * @param chip what carries the protected commands
   * @param encryptionKey KS.Enc, 16 bytes; copied
   * @param macKey KS.MAC, 16 bytes; copied
   * @param sendSequenceCounter SSC before the first command, 8 bytes
   */
  SecureMessaging(Chip chip, Secret encryptionKey, Secret macKey, byte[] sendSequenceCounter) {
    this.chip = chip;
    this.apdus = new ProtectedApdus(encryptionKey, macKey, sendSequenceCounter);
  }

  /**
   * Sends a command protected and checks the response.
   *
   * @return plain data and the status word of DO'99'. A status word that came alone, without
   *     protection (6987, 6988 and other errors of the chip's secure messaging), is returned as it
   *     is, and the session has ended
   * @throws IllegalArgumentException if the protected command does not fit an APDU
   * @throws DeviceException if the response is not authentic ({@link Effect#UNKNOWN}), the exchange
   *     failed, or the session has ended
   */
  @Override
  public ResponseApdu transmit(CommandApdu command) throws DeviceException {
    requireOpen(command);
    CommandApdu wrapped = apdus.protect(command);
    ended = "an exchange was lost";
    ResponseApdu response = chip.transmit(wrapped);
    if (response.data().isEmpty() && !response.isOk()) {
      ended = "the chip answered " + response.sw() + " without protection";
      return response;
    }
    try {
      ResponseApdu plain = apdus.open(response);
      ended = "";
      return plain;
    } catch (NotAuthentic e) {
      ended = "a response was not authentic";
      throw new DeviceException(
          Fault.COMMUNICATION,
          Effect.UNKNOWN,
          "",
          "%s through secure messaging: the response (%s) is not the chip's: %s; open a new session"
              .formatted(command, response.sw(), e.getMessage()),
          e);
    }
  }

  /**
   * Most plain data that fit a protected response of the given size: the largest Le to ask for.
   *
   * @param maxApduBytes longest response APDU that chip and reader carry, status word counted
   * @return 0 if none fit
   */
  public int maxResponseDataBytes(int maxApduBytes) {
    int room = Math.min(65_536, maxApduBytes - 2) - ProtectedApdus.RESPONSE_OVERHEAD;
    return ProtectedApdus.maxPlain(room);
  }

  /**
   * Most plain data that fit a protected command of the given size.
   *
   * @param maxApduBytes longest command APDU that chip and reader carry; above 261 the extended
   *     form is used
   * @return 0 if none fit
   */
  public int maxDataBytes(int maxApduBytes) {
    int lc =
        maxApduBytes <= SHORT_COMMAND
            ? Math.min(255, maxApduBytes - 6)
            : Math.max(255, Math.min(65_535, maxApduBytes - 9));
    return ProtectedApdus.maxPlain(lc - ProtectedApdus.COMMAND_OVERHEAD);
  }

  /** Zeroes the session keys. Sends nothing. */
  @Override
  public void close() {
    ended = "it was closed";
    apdus.close();
  }

  private void requireOpen(CommandApdu command) throws DeviceException {
    if (!ended.isEmpty()) {
      throw new DeviceException(
          Fault.COMMUNICATION,
          Effect.NONE,
          "",
          "%s was not sent: secure messaging has ended, %s; reset the card and open a new session"
              .formatted(command, ended));
    }
  }
}
