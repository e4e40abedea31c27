package org.countersign.trust.cardkeys;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import org.countersign.trust.signer.PinRefused;
import org.countersign.trust.signer.Pkcs11Token;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.signer.TokenSession;

/**
 * A key in a PKCS#11 token, which it never leaves: the token agrees (CKM_ECDH1_DERIVE), so the key
 * needs CKA_DERIVE. A session that was lost is opened anew once; a refused PIN is not tried again.
 */
public final class Pkcs11RecipientKey implements RecipientKey {

  private final Pkcs11Token token;
  private final X509Certificate certificate;
  private TokenSession session;
  private boolean pinRefused;

  private Pkcs11RecipientKey(Pkcs11Token token, TokenSession session) {
    this.token = token;
    this.session = session;
    this.certificate = session.beside();
  }

  /**
   * Opens a key whose certificate is in the token.
   *
   * @throws SignerException if library, token or key is missing, or the PIN is wrong
   */
  public static Pkcs11RecipientKey open(Pkcs11Token token) throws SignerException {
    return new Pkcs11RecipientKey(token, TokenSession.open(token));
  }

  @Override
  public X509Certificate certificate() {
    return certificate;
  }

  @Override
  public String place() {
    return "token \"" + token.label() + "\" key \"" + token.keyLabel() + "\"";
  }

  @Override
  public synchronized byte[] agree(PublicKey other) throws SignerException {
    try {
      return session.agree(other);
    } catch (GeneralSecurityException | ProviderException lost) {
      return again(other);
    }
  }

  private byte[] again(PublicKey other) throws SignerException {
    reopen();
    try {
      return session.agree(other);
    } catch (GeneralSecurityException | ProviderException e) {
      throw new SignerException(
          place() + " did not agree; see that it is plugged in and its key may derive", e);
    }
  }

  /** Without logging out first: the login is the whole process's, signers on the token too. */
  private void reopen() throws SignerException {
    if (pinRefused) {
      throw new SignerException(
          "the PIN of " + place() + " was refused before; correct it and restart");
    }
    try {
      session = TokenSession.open(token);
    } catch (PinRefused e) {
      pinRefused = true;
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    session.close();
  }
}
