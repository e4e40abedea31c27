package org.countersign.trust.cardkeys;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import javax.crypto.KeyAgreement;
import org.countersign.trust.asn1.BouncyCastle;
import org.countersign.trust.signer.Pkcs12File;
import org.countersign.trust.signer.SignerException;
import org.jspecify.annotations.Nullable;

/** A key in a PKCS#12 file. Whoever takes the disk opens what is in envelopes on it: for pilots. */
public final class Pkcs12RecipientKey implements RecipientKey {

  private final Path file;
  private final X509Certificate certificate;
  private volatile @Nullable PrivateKey key;

  private Pkcs12RecipientKey(Path file, Pkcs12File opened) {
    this.file = file;
    this.certificate = opened.certificate();
    this.key = opened.key();
  }

  /**
   * Opens the only key of a file.
   *
   * @throws SignerException if a file is missing or broken, or the password is wrong
   */
  public static Pkcs12RecipientKey open(Path file, Path passwordFile) throws SignerException {
    return new Pkcs12RecipientKey(file, Pkcs12File.open(file, passwordFile, null));
  }

  @Override
  public X509Certificate certificate() {
    return certificate;
  }

  @Override
  public String place() {
    return file.toString();
  }

  @Override
  public byte[] agree(PublicKey other) throws SignerException {
    PrivateKey open = key;
    if (open == null) {
      throw new SignerException("the key of " + file + " is closed");
    }
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH", BouncyCastle.PROVIDER);
      agreement.init(open);
      agreement.doPhase(other, true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new SignerException("agreeing with the key of " + file + " failed", e);
    }
  }

  @Override
  public void close() {
    key = null;
  }
}
