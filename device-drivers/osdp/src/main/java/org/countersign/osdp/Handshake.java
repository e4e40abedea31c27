package org.countersign.osdp;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Agrees on a session: CHLNG, CCRYPT, SCRYPT, RMAC_I (SIA OSDP v2.2, Annex D). Both sides prove
 * that they have the key; it does not cross the line.
 */
final class Handshake {

  static final int SEQUENCE = 1;
  private static final int CHLNG_BLOCK = 0x11;
  private static final int CCRYPT_BLOCK = 0x12;
  private static final int SCRYPT_BLOCK = 0x13;
  private static final int RMAC_BLOCK = 0x14;
  private static final int CCRYPT_DATA = 32;
  private static final int REPLY_BYTES = 64;
  private static final int TRIES = 3;

  private final Line line;
  private final int address;
  private final boolean crc;
  private final SecureRandom random;
  private byte[] reader = {};
  private boolean another;

  Handshake(Line line, int address, boolean crc, SecureRandom random) {
    this.line = line;
    this.address = address;
    this.crc = crc;
    this.random = random;
  }

  /**
   * Tries once.
   *
   * @return the session, whose last sequence number is {@link #SEQUENCE}; empty if the reader does
   *     not take this key, or noise made it seem so
   */
  Optional<SecureChannel> with(BaseKey key, Deadline deadline) throws Line.Silence, Line.Broken {
    byte[] challenge = new byte[SessionKeys.CHALLENGE];
    random.nextBytes(challenge);
    Packet proof = ask(0, block(CHLNG_BLOCK, key), Code.CHLNG, challenge, deadline);
    byte[] data = proof.data();
    // A reader that answers with the default key instead of the one asked for is refused.
    if (proof.code() != Code.CCRYPT
        || proof.security() != CCRYPT_BLOCK
        || proof.securityData() != key.selector()
        || data.length != CCRYPT_DATA) {
      return Optional.empty();
    }
    SessionKeys keys = SessionKeys.of(key.aes(), challenge);
    byte[] readers = Arrays.copyOfRange(data, 8, 16);
    byte[] cryptogram = Arrays.copyOfRange(data, 16, CCRYPT_DATA);
    if (!MessageDigest.isEqual(cryptogram, keys.clientCryptogram(challenge, readers))) {
      return Optional.empty();
    }
    byte[] ours = keys.serverCryptogram(challenge, readers);
    Packet mac = ask(SEQUENCE, block(SCRYPT_BLOCK, key), Code.SCRYPT, ours, deadline);
    byte[] initial = keys.initialMac(ours);
    boolean agreed =
        mac.code() == Code.RMAC_I
            && mac.security() == RMAC_BLOCK
            && mac.securityData() == 1
            && MessageDigest.isEqual(initial, mac.data());
    return agreed && isSame(Arrays.copyOf(data, 8))
        ? Optional.of(new SecureChannel(keys, initial))
        : Optional.empty();
  }

  private boolean isSame(byte[] client) {
    if (reader.length == 0) {
      reader = client;
    }
    another = !Arrays.equals(reader, client);
    return !another;
  }

  /** Whether the last session failed because the client UID is not that of the first one. */
  boolean metAnother() {
    return another;
  }

  private static byte[] block(int type, BaseKey key) {
    return new byte[] {3, (byte) type, (byte) key.selector()};
  }

  private Packet ask(int sequence, byte[] block, int code, byte[] data, Deadline deadline)
      throws Line.Silence, Line.Broken {
    byte[] packet = Packet.plain(address, sequence, crc, block, code, data);
    return line.ask(packet, REPLY_BYTES, TRIES, deadline).reply();
  }
}
