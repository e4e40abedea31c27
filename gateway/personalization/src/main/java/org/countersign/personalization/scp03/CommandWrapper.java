package org.countersign.personalization.scp03;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.personalization.keys.AesCbc;
import org.countersign.personalization.keys.AesCmac;

/**
 * Wraps commands: encryption (Amendment D, 6.2.6), then the MAC over chaining value, header, Lc and
 * data (6.2.4). Holds what changes with every command: MAC chaining value and encryption counter.
 */
final class CommandWrapper implements AutoCloseable {

  private static final int BLOCK = AesCbc.BLOCK;

  private final Mode mode;
  private final SecurityLevel level;
  private final AesCmac mac;
  private final AesCbc encryption;
  private final byte[] chaining = new byte[BLOCK];
  private final byte[] icv = new byte[BLOCK];
  private long counter;

  CommandWrapper(SessionKeys keys, Mode mode, SecurityLevel level) {
    this.mode = mode;
    this.level = level;
    this.mac = new AesCmac(keys.mac());
    this.encryption = new AesCbc(keys.enc());
  }

  /**
   * The command as level and counter want it. The counter moves with every command, empty or not.
   */
  CommandApdu wrap(CommandApdu command) {
    counter++;
    byte[] plain = command.data().toArray();
    if (!level.encryptsCommands() || plain.length == 0) {
      return withMac(command, plain, plain.length);
    }
    int size = paddedSize(plain.length);
    byte[] body = new byte[size];
    System.arraycopy(plain, 0, body, 0, plain.length);
    body[plain.length] = (byte) 0x80;
    icv(0x00);
    for (int i = 0; i < BLOCK; i++) {
      body[i] ^= icv[i];
    }
    encryption.encrypt(body, 0, size, body, 0);
    return withMac(command, body, size);
  }

  /** The command with its MAC alone: EXTERNAL AUTHENTICATE, which the counter does not count. */
  CommandApdu macOnly(CommandApdu command) {
    return withMac(command, command.data().toArray(), command.data().size());
  }

  /** The chaining value that the response's MAC begins with. */
  byte[] chaining() {
    return chaining;
  }

  /** Cipher under S-ENC. */
  AesCbc encryption() {
    return encryption;
  }

  /** The IV of the response to the last command (6.2.7), valid until the next call. */
  byte[] responseIcv() {
    icv(0x80);
    return icv;
  }

  /** Bytes of data once padded with 80 00..00 (4.1.4). */
  static int paddedSize(int size) {
    return (size / BLOCK + 1) * BLOCK;
  }

  private CommandApdu withMac(CommandApdu command, byte[] data, int size) {
    int lc = size + mode.size();
    boolean extended = lc > 255 || command.le() > CommandApdu.LE_SHORT_MAX;
    int macCla = macCla(command.cla());
    mac.add(chaining).add(macCla).add(command.ins()).add(command.p1()).add(command.p2());
    if (extended) {
      mac.add(0).add(lc >> 8);
    }
    mac.add(lc).add(data, 0, size).finish(chaining, 0);
    byte[] body = new byte[lc];
    System.arraycopy(data, 0, body, 0, size);
    System.arraycopy(chaining, 0, body, size, mode.size());
    return new CommandApdu(
        wireCla(command.cla()),
        command.ins(),
        command.p1(),
        command.p2(),
        Bytes.of(body),
        command.le());
  }

  /** Class byte under the MAC: secure messaging said as 04, logical channel zero. */
  private static int macCla(int cla) {
    return (cla & 0x40) == 0 ? (cla & 0xF0) | 0x04 : (cla & 0x90) | 0x04;
  }

  /**
   * Class byte on the wire: with the logical channel; channels 4 to 19 say secure messaging as 20.
   */
  private static int wireCla(int cla) {
    return (cla & 0x40) == 0 ? (cla & 0xF3) | 0x04 : cla | 0x20;
  }

  private void icv(int first) {
    icv[0] = (byte) first;
    for (int i = 1; i < 8; i++) {
      icv[i] = 0;
    }
    for (int i = 0; i < 8; i++) {
      icv[15 - i] = (byte) (counter >> (8 * i));
    }
    encryption.encrypt(icv, 0, BLOCK, icv, 0);
  }

  @Override
  public void close() {
    mac.close();
    encryption.close();
  }
}
