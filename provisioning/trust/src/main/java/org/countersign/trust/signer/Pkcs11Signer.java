package org.countersign.trust.signer;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import org.countersign.trust.x509.Certificates;
import org.jspecify.annotations.Nullable;

/**
 * A key in a PKCS#11 token, through the JDK's SunPKCS11: ECDSA and RSA-PSS, no SM2. A token that
 * was logged out, restarted or pulled and put back is opened again at the next signature; a refused
 * PIN is not tried again. Every signature is verified before it is handed out, since a token's
 * error would otherwise spoil a card.
 *
 * <p>PKCS#11 counts logins by process: closing one signer logs out others on the same token, which
 * then log in again by themselves.
 */
public final class Pkcs11Signer extends CertifiedSigner {

  private final Pkcs11Token token;
  private final Object opening = new Object();
  private volatile @Nullable TokenSession session;
  private volatile @Nullable String trouble;
  private boolean pinRefused;
  private boolean closed;

  private Pkcs11Signer(Pkcs11Token token, KeyCheck check, TokenSession session) {
    super(check);
    this.token = token;
    this.session = session;
  }

  /**
   * Opens a key whose certificate is in the token, and checks that it may sign now.
   *
   * @throws SignerException as {@link #open(Pkcs11Token, Path, Clock)}
   */
  public static Pkcs11Signer open(Pkcs11Token token, Clock clock) throws SignerException {
    return open(token, null, clock);
  }

  /**
   * Opens a key and checks that it may sign now.
   *
   * @param certificatePem the key's document signer certificate; null takes the one in the token.
   *     The JDK cannot read tokens that hold certificates with explicit curve parameters: keep such
   *     a certificate in a file and a self-signed one in the token
   * @throws SignerException if the library, token, key or a file is missing, the PIN is wrong, the
   *     key does not belong to the certificate, or the certificate is not, not yet or no longer
   *     good for signing
   */
  public static Pkcs11Signer open(Pkcs11Token token, @Nullable Path certificatePem, Clock clock)
      throws SignerException {
    TokenSession session = TokenSession.open(token);
    try {
      X509Certificate certificate =
          certificatePem == null ? session.beside() : fromFile(certificatePem);
      String place = "token \"" + token.label() + "\" key \"" + token.keyLabel() + "\"";
      KeyCheck check = new KeyCheck(place, certificate, clock);
      check.requireKeyMatches(message -> sign(session, check, message));
      check.requirePeriod();
      return new Pkcs11Signer(token, check, session);
    } catch (SignerException e) {
      session.close();
      throw e;
    }
  }

  private static X509Certificate fromFile(Path pem) throws SignerException {
    try {
      return Certificates.readOnePem(pem);
    } catch (IOException e) {
      throw new SignerException(String.valueOf(e.getMessage()), e);
    }
  }

  private static byte[] sign(TokenSession session, KeyCheck check, byte[] message)
      throws SignerException {
    try {
      return session.sign(check.key().suite(), message);
    } catch (GeneralSecurityException | ProviderException e) {
      throw new SignerException(
          check.place() + " did not sign" + answer(e) + "; see that the token is plugged in", e);
    }
  }

  /** What the library answered, which the JDK tells only in a cause's text. */
  private static String answer(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      String text = String.valueOf(t.getMessage());
      if (text.startsWith("CKR_")) {
        return ": " + text;
      }
    }
    return "";
  }

  @Override
  public SignerHealth health() {
    return check.health(Optional.ofNullable(trouble));
  }

  @Override
  public byte[] sign(byte[] message) throws SignerException {
    check.requirePeriod();
    try {
      byte[] signature = signWithRecovery(message);
      if (!check.verifies(message, signature)) {
        throw new SignerException(
            place() + " made a signature that does not verify; take the token out of service");
      }
      trouble = null;
      return signature;
    } catch (SignerException e) {
      trouble = e.getMessage();
      throw e;
    }
  }

  /** A signature changes nothing anywhere, so asking a second time is safe. */
  private byte[] signWithRecovery(byte[] message) throws SignerException {
    TokenSession current = reopened(null);
    try {
      return sign(current, check, message);
    } catch (SignerException e) {
      return sign(reopened(current), check, message);
    }
  }

  /** The open session; a new one if there is none or it is the broken one. */
  private TokenSession reopened(@Nullable TokenSession broken) throws SignerException {
    TokenSession current = session;
    if (current != null && current != broken) {
      return current;
    }
    synchronized (opening) {
      current = session;
      if (current != null && current != broken) {
        return current;
      }
      return open();
    }
  }

  private TokenSession open() throws SignerException {
    if (closed) {
      throw new SignerException(place() + " is closed");
    }
    if (pinRefused) {
      throw new SignerException(
          "the PIN of " + place() + " was refused before; correct it and restart");
    }
    // Not closed: that would log out the whole process, others on the token in mid-signature too.
    session = null;
    try {
      TokenSession fresh = TokenSession.open(token);
      session = fresh;
      return fresh;
    } catch (PinRefused e) {
      pinRefused = true;
      throw e;
    }
  }

  @Override
  public void close() {
    synchronized (opening) {
      TokenSession current = session;
      closed = true;
      session = null;
      if (current != null) {
        current.close();
      }
    }
  }
}
