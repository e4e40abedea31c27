package org.countersign.centre.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) with 19 MiB, two passes and one lane, as a text in PHC form: {@code
 * $argon2id$v=19$m=19456,t=2,p=1$salt$hash}.
 */
public final class PasswordHash {

  private static final int MEMORY_KIB = 19_456;
  private static final int PASSES = 2;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=1\\$([^$]+)\\$([^$]+)");
  private static final SecureRandom RANDOM = new SecureRandom();

  private PasswordHash() {}

  /** The text to keep for a password. */
  public static String of(char[] password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
        .formatted(
            MEMORY_KIB,
            PASSES,
            base64.encodeToString(salt),
            base64.encodeToString(hash(password, salt, MEMORY_KIB, PASSES)));
  }

  /**
   * Whether a password is the one that was kept; takes about 50 ms.
   *
   * @throws IllegalArgumentException if the text is none of {@link #of}
   */
  public static boolean matches(char[] password, String kept) {
    Matcher form = FORM.matcher(kept);
    if (!form.matches()) {
      throw new IllegalArgumentException("a password is kept in a form that is not known here");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    byte[] made =
        hash(
            password,
            base64.decode(form.group(3)),
            Integer.parseInt(form.group(1)),
            Integer.parseInt(form.group(2)));
    return MessageDigest.isEqual(made, base64.decode(form.group(4)));
  }

  private static byte[] hash(char[] password, byte[] salt, int memory, int passes) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memory)
            .withIterations(passes)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[HASH_BYTES];
    int ignored =
        generator.generateBytes(new String(password).getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }
}
