package org.countersign.station.operators;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.countersign.apdu.Bytes;

/**
 * What is kept of a PIN: PBKDF2 with HMAC-SHA-256 (RFC 8018, 5.2), 32 bytes.
 *
 * @param iterations how often; written down with each hash, so that it can grow
 * @param salt 16 random bytes
 * @param hash 32 bytes
 */
public record PinHash(int iterations, Bytes salt, Bytes hash) {

  /** For new hashes; some 0.3 s on a station box. */
  public static final int ITERATIONS = 600_000;

  /** Fewer are not believed. */
  public static final int FEWEST = 1_000;

  private static final int SHORTEST_PIN = 6;
  private static final int LONGEST_PIN = 64;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Hashes a PIN. The caller wipes it. */
  public static PinHash of(char[] pin, int iterations) {
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    return new PinHash(iterations, Bytes.of(salt), derive(pin, salt, iterations));
  }

  /** Whether it is the PIN; takes the same time for a wrong one. The caller wipes it. */
  public boolean fits(char[] pin) {
    byte[] found = derive(pin, salt.toArray(), iterations).toArray();
    return MessageDigest.isEqual(found, hash.toArray());
  }

  /** Whether a PIN is long enough and not one that everybody tries first. */
  public static boolean isStrong(char[] pin) {
    if (pin.length < SHORTEST_PIN || pin.length > LONGEST_PIN) {
      return false;
    }
    boolean same = true;
    boolean up = true;
    boolean down = true;
    for (int i = 1; i < pin.length; i++) {
      same &= pin[i] == pin[i - 1];
      up &= pin[i] == pin[i - 1] + 1;
      down &= pin[i] == pin[i - 1] - 1;
    }
    return !same && !up && !down;
  }

  private static Bytes derive(char[] pin, byte[] salt, int iterations) {
    // An empty password is refused by the key factory, and fits nobody.
    char[] tried = pin.length == 0 ? new char[] {'\0'} : pin.clone();
    PBEKeySpec spec = new PBEKeySpec(tried, salt, iterations, 256);
    try {
      return Bytes.of(
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has PBKDF2 with HMAC-SHA-256", e);
    } finally {
      spec.clearPassword();
      Arrays.fill(tried, '\0');
    }
  }
}
