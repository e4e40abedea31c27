package org.countersign.personalization.scp03;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.personalization.keys.AesCbc;
import org.countersign.personalization.scp03.ResponseUnwrapper.NotAuthentic;

/**
 * An open SCP03 channel: commands go in plain and come out wrapped, responses are checked and come
 * back plain. One thread at a time.
 *
 * <p>Le goes out as it was given: where responses are protected, the MAC and the padding of the
 * card come on top of it, see {@link #maxResponseDataBytes}.
 *
 * <p>A response whose MAC or padding is wrong, or a lost exchange, ends the channel: from then on
 * {@link #transmit} fails with {@link Effect#NONE} and nothing is sent.
 */
public final class SecureChannel implements Chip, AutoCloseable {

  /** Longest command of the short form: header, Lc, 255 bytes, Le. */
  private static final int SHORT_COMMAND = 261;

  private static final String CLOSED = "it was closed";

  private final Chip chip;
  private final Mode mode;
  private final SecurityLevel level;
  private final KeyInformation keyInformation;
  private final SessionKeys keys;
  private final CommandWrapper wrapper;
  private final ResponseUnwrapper unwrapper;
  private final AesCbc dek;
  private String ended = "";

  SecureChannel(
      Chip chip,
      Mode mode,
      SecurityLevel level,
      KeyInformation keyInformation,
      SessionKeys keys,
      CommandWrapper wrapper) {
    this.chip = chip;
    this.mode = mode;
    this.level = level;
    this.keyInformation = keyInformation;
    this.keys = keys;
    this.wrapper = wrapper;
    this.unwrapper = new ResponseUnwrapper(keys, mode, level, wrapper);
    this.dek = new AesCbc(keys.dek());
  }

  /**
   * Sends a command through the channel (Amendment D, 6.2.4 to 6.2.7).
   *
   * @param command plain, at most {@link #maxDataBytes} of data; short or extended
   * @return plain data and status word. A status word other than 9000, 62xx and 63xx comes without
   *     data and unprotected, as the standard has it: it may be anybody's
   * @throws IllegalArgumentException if the wrapped command does not fit an APDU; the channel then
   *     stays open
   * @throws DeviceException if the response is not authentic ({@link Effect#UNKNOWN}), the exchange
   *     failed, or the channel has ended
   */
  @Override
  public ResponseApdu transmit(CommandApdu command) throws DeviceException {
    requireOpen(command);
    requireFits(command);
    CommandApdu wrapped = wrapper.wrap(command);
    ended = "an exchange was lost";
    ResponseApdu response = chip.transmit(wrapped);
    try {
      ResponseApdu plain = unwrapper.unwrap(response);
      ended = "";
      return plain;
    } catch (NotAuthentic e) {
      ended = "a response was not authentic";
      throw new DeviceException(
          Fault.COMMUNICATION,
          Effect.UNKNOWN,
          "",
          "%s through SCP03: the response (%s) is not the card's: %s; read the card before going on"
              .formatted(command, response.sw(), e.getMessage()),
          e);
    }
  }

  /** Protection in use. */
  public SecurityLevel level() {
    return level;
  }

  /** Size of MACs in use. */
  public Mode mode() {
    return mode;
  }

  /** Key set in use. */
  public KeyInformation keyInformation() {
    return keyInformation;
  }

  /**
   * Most plain data that fit a wrapped command of the given size.
   *
   * @param maxApduBytes longest command APDU that reader and chip take, header, Lc and Le counted;
   *     above 261 the extended form is used
   * @return 0 if none fit
   */
  public int maxDataBytes(int maxApduBytes) {
    // Header 4, Lc 1 and Le 1; extended: Lc 3 and Le 2.
    int lc =
        maxApduBytes <= SHORT_COMMAND
            ? Math.min(255, maxApduBytes - 6)
            : Math.max(255, Math.min(65_535, maxApduBytes - 9));
    int room = lc - mode.size();
    return Math.max(0, level.encryptsCommands() ? room / AesCbc.BLOCK * AesCbc.BLOCK - 1 : room);
  }

  /**
   * Most plain data that fit a wrapped response of the given size.
   *
   * @param maxApduBytes longest response APDU, status word counted
   * @return 0 if none fit
   */
  public int maxResponseDataBytes(int maxApduBytes) {
    int room = Math.min(65_536, maxApduBytes - 2) - (level.protectsResponses() ? mode.size() : 0);
    return Math.max(0, level.encryptsResponses() ? room / AesCbc.BLOCK * AesCbc.BLOCK - 1 : room);
  }

  /**
   * Encrypts sensitive data under Key-DEK, AES-CBC with a zero IV (Amendment D, 6.2.8). No padding
   * is added.
   *
   * @param data a multiple of 16 bytes
   * @throws IllegalArgumentException for any other size
   * @throws IllegalStateException if the channel is closed
   */
  public Bytes encryptWithDek(Bytes data) {
    return encryptInPlace(data.toArray());
  }

  /** The same over an array that it overwrites, so that no clear copy of a key stays behind. */
  Bytes encryptInPlace(byte[] blocks) {
    if (ended.equals(CLOSED)) {
      throw new IllegalStateException("the channel is closed; its Key-DEK is gone");
    }
    if (blocks.length % AesCbc.BLOCK != 0) {
      throw new IllegalArgumentException(blocks.length + " bytes; a multiple of 16");
    }
    dek.encrypt(blocks, 0, blocks.length, blocks, 0);
    return Bytes.of(blocks);
  }

  /**
   * Zeroes the session keys. Sends nothing: the card ends its side with the next SELECT or reset.
   */
  @Override
  public void close() {
    ended = CLOSED;
    wrapper.close();
    unwrapper.close();
    dek.close();
    keys.close();
  }

  private void requireOpen(CommandApdu command) throws DeviceException {
    if (!ended.isEmpty()) {
      throw new DeviceException(
          Fault.COMMUNICATION,
          Effect.NONE,
          "",
          "%s was not sent: the SCP03 channel has ended, %s; reset the card and open a new one"
              .formatted(command, ended));
    }
  }

  private void requireFits(CommandApdu command) {
    int size = command.data().size();
    boolean encrypted = level.encryptsCommands() && size > 0;
    int lc = (encrypted ? CommandWrapper.paddedSize(size) : size) + mode.size();
    if (lc > 65_535) {
      throw new IllegalArgumentException(
          "%s: %d bytes once wrapped; at most 65535".formatted(command, lc));
    }
  }

  @Override
  public String toString() {
    return "SCP03 %s level %02X, %s".formatted(mode, level.value(), keyInformation);
  }
}
