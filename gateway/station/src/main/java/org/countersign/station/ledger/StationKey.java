package org.countersign.station.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.countersign.apdu.Bytes;
import org.countersign.trust.secret.SecretFile;

/**
 * The station's own key: wraps the key of every job and keys the digests of applications, so that a
 * ledger alone gives nothing away. AES-256-GCM with a random nonce of 12 bytes before the
 * ciphertext; the job id is authenticated with it.
 */
public final class StationKey {

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final byte[] wrapping;
  private final byte[] digesting;

  private StationKey(byte[] master) {
    this.wrapping = hmac(master, "countersign/job-key-wrapping".getBytes(UTF_8));
    this.digesting = hmac(master, "countersign/application-digest".getBytes(UTF_8));
  }

  /**
   * Reads the key file, 64 hexadecimal digits with mode 0600.
   *
   * @throws LedgerException if it is missing, open to others or not a key
   */
  public static StationKey read(Path file) {
    byte[] digits = new byte[0];
    byte[] master = new byte[0];
    try {
      digits = SecretFile.read(file);
      master = HexFormat.of().parseHex(new String(digits, UTF_8).strip());
      if (master.length != KEY_BYTES) {
        throw new LedgerException(file + " must hold 64 hexadecimal digits");
      }
      return new StationKey(master);
    } catch (IllegalArgumentException e) {
      throw new LedgerException(file + " must hold 64 hexadecimal digits");
    } catch (IOException e) {
      throw new LedgerException(e.getMessage() == null ? file + " cannot be read" : e.getMessage());
    } finally {
      Arrays.fill(digits, (byte) 0);
      Arrays.fill(master, (byte) 0);
    }
  }

  /** Reads the key file; makes it with a random key first if it and the ledger are both missing. */
  public static StationKey readOrCreate(Path file, Path ledger) {
    if (!Files.exists(file)) {
      if (Files.exists(ledger)) {
        throw new LedgerException(
            file + " is missing, but the ledger " + ledger + " is there: restore the key file");
      }
      byte[] master = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(master);
      try {
        SecretFile.create(file, HexFormat.of().formatHex(master) + "\n");
      } catch (IOException e) {
        throw new LedgerException("cannot make the key file " + file, e);
      } finally {
        Arrays.fill(master, (byte) 0);
      }
    }
    return read(file);
  }

  /** A new job key, wrapped. */
  byte[] newWrappedKey(String job) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    try {
      return seal(wrapping, job, key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Encrypts under a job's key. */
  byte[] encrypt(byte[] wrappedKey, String job, byte[] plain) {
    return withKey(wrappedKey, job, key -> seal(key, job, plain));
  }

  /** Decrypts under a job's key. */
  byte[] decrypt(byte[] wrappedKey, String job, byte[] sealed) {
    return withKey(wrappedKey, job, key -> open(key, job, sealed));
  }

  /**
   * HMAC-SHA-256 of a value under a job's key. The same for the same job at any time; once the
   * job's key is destroyed, nobody can find the value by trying, with this key either.
   *
   * @param name what the value is, so that equal values of two names do not show
   */
  Bytes digest(byte[] wrappedKey, String job, String name, String value) {
    byte[] digestKey =
        withKey(wrappedKey, job, key -> hmac(key, "countersign/record-digest".getBytes(UTF_8)));
    try {
      return Bytes.of(hmac(digestKey, name.getBytes(UTF_8), new byte[1], value.getBytes(UTF_8)));
    } finally {
      Arrays.fill(digestKey, (byte) 0);
    }
  }

  private byte[] withKey(byte[] wrappedKey, String job, UnaryOperator<byte[]> work) {
    byte[] key = open(wrapping, job, wrappedKey);
    try {
      return work.apply(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** HMAC-SHA-256 over salt and content. */
  Bytes digest(byte[] salt, byte[] content) {
    return Bytes.of(hmac(digesting, salt, content));
  }

  byte[] newSalt() {
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    return salt;
  }

  private byte[] seal(byte[] key, String job, byte[] plain) {
    byte[] sealed = new byte[NONCE_BYTES + plain.length + TAG_BITS / 8];
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
    try {
      cipher(Cipher.ENCRYPT_MODE, key, nonce, job)
          .doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed on its own input", e);
    }
    return sealed;
  }

  private static byte[] open(byte[] key, String job, byte[] sealed) {
    if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
      throw new LedgerException("job " + job + ": what the ledger holds of it is cut short");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE_BYTES), job)
          .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new LedgerException(
          "job "
              + job
              + " cannot be decrypted: the station key is another one or the ledger was"
              + " changed; restore the key file that belongs to this ledger");
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, String job)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(job.getBytes(UTF_8));
    return cipher;
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HmacSHA256", e);
    }
  }
}
