package org.countersign.trust.signer;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import org.countersign.trust.asn1.SuiteKey;
import org.jspecify.annotations.Nullable;

/**
 * A key in a PKCS#12 file, held in memory while open. It serves every suite, SM2 included. Whoever
 * takes the disk has the key: for development and pilots.
 */
public final class Pkcs12Signer extends CertifiedSigner {

  private volatile @Nullable PrivateKey key;

  private Pkcs12Signer(KeyCheck check, PrivateKey key) {
    super(check);
    this.key = key;
  }

  /**
   * Opens the only key of a file and checks that it may sign now.
   *
   * @param file PKCS#12
   * @param passwordFile first line is the password; readable by its owner alone
   * @throws SignerException as {@link #open(Path, Path, String, Clock)}
   */
  public static Pkcs12Signer open(Path file, Path passwordFile, Clock clock)
      throws SignerException {
    return open(file, passwordFile, null, clock);
  }

  /**
   * Opens a key and checks that it may sign now.
   *
   * @param alias which key; null if the file holds one only
   * @throws SignerException if a file is missing or broken, the password is wrong, the alias is not
   *     there, the key does not belong to its certificate, or the certificate is not, not yet or no
   *     longer good for signing
   */
  public static Pkcs12Signer open(Path file, Path passwordFile, @Nullable String alias, Clock clock)
      throws SignerException {
    Pkcs12File opened = Pkcs12File.open(file, passwordFile, alias);
    return checked(file, opened.certificate(), opened.key(), clock);
  }

  private static Pkcs12Signer checked(
      Path file, X509Certificate certificate, PrivateKey key, Clock clock) throws SignerException {
    KeyCheck check = new KeyCheck(file.toString(), certificate, clock);
    Pkcs12Signer signer = new Pkcs12Signer(check, key);
    check.requireKeyMatches(signer::signAnyTime);
    check.requirePeriod();
    return signer;
  }

  @Override
  public SignerHealth health() {
    return check.health(key == null ? Optional.of(place() + " is closed") : Optional.empty());
  }

  @Override
  public byte[] sign(byte[] message) throws SignerException {
    check.requirePeriod();
    return signAnyTime(message);
  }

  private byte[] signAnyTime(byte[] message) throws SignerException {
    PrivateKey open = key;
    if (open == null) {
      throw new SignerException("the key of " + place() + " is closed");
    }
    try {
      return SuiteKey.sign(suite(), open, message);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new SignerException("signing with the key of " + place() + " failed", e);
    }
  }

  @Override
  public void close() {
    key = null;
  }
}
