package org.countersign.centre.account;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;

/**
 * Codes of RFC 6238: six digits of HMAC-SHA-1 over steps of 30 s, as authenticator apps make them.
 * A code of the step before or after is taken too, and none twice. Any thread.
 */
public final class Totp {

  private static final Duration STEP = Duration.ofSeconds(30);
  private static final int SECRET_BYTES = 20;

  private final TimeBasedOneTimePasswordGenerator generator =
      new TimeBasedOneTimePasswordGenerator(STEP, 6);

  /** The newest step whose code was taken, by account. */
  private final Map<String, Long> used = new ConcurrentHashMap<>();

  /** A new secret, in Base32. */
  public static String newSecret() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return Base32.toBase32String(secret);
  }

  /** What an authenticator app reads, usually as a QR code; holds the secret. */
  public static String uri(String account, String secret) {
    return "otpauth://totp/Countersign:%s?secret=%s&issuer=Countersign"
        .formatted(
            URLEncoder.encode(account, StandardCharsets.UTF_8).replace("+", "%20"),
            secret.replace("=", ""));
  }

  /** Whether a code is one of now that was not taken before. */
  public boolean takes(String account, String secret, String code, Instant now) {
    SecretKeySpec key = new SecretKeySpec(Base32.decode(secret), generator.getAlgorithm());
    long present = now.getEpochSecond() / STEP.toSeconds();
    for (long step = present - 1; step <= present + 1; step++) {
      if (isOf(key, step, code)) {
        return isFirst(account, step);
      }
    }
    return false;
  }

  private boolean isOf(SecretKeySpec key, long step, String code) {
    try {
      Instant at = Instant.ofEpochSecond(step * STEP.toSeconds());
      return generator.generateOneTimePasswordString(key, at).equals(code);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("the secret of an account is no key", e);
    }
  }

  private boolean isFirst(String account, long step) {
    boolean[] first = new boolean[1];
    used.compute(
        account,
        (name, before) -> {
          first[0] = before == null || before < step;
          return before == null ? step : Math.max(before, step);
        });
    return first[0];
  }
}
