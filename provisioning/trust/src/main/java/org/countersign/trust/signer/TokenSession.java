package org.countersign.trust.signer;

import java.io.IOException;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Collections;
import javax.crypto.KeyAgreement;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;

/** A logged-in token and one key of it, until it is pulled or logged out. Thread-safe. */
public final class TokenSession {

  private static final int SALT = 32;

  /** What two keys agree on is needed outside; without it some tokens keep it. */
  private static final String SHARED_SECRETS =
      "\nattributes(generate, CKO_SECRET_KEY, CKK_GENERIC_SECRET) = {"
          + "\nCKA_SENSITIVE = false\nCKA_EXTRACTABLE = true\n}";

  private final Provider provider;
  private final PrivateKey key;
  private final X509Certificate beside;

  private TokenSession(Provider provider, PrivateKey key, X509Certificate beside) {
    this.provider = provider;
    this.key = key;
    this.beside = beside;
  }

  /**
   * Logs in.
   *
   * @throws SignerException if library, token or key is missing, or the PIN is wrong
   */
  public static TokenSession open(Pkcs11Token token) throws SignerException {
    Provider provider = provider(token, TokenSlots.find(token.library(), token.label()));
    KeyStore store = login(token, provider);
    try {
      if (!(store.getKey(token.keyLabel(), null) instanceof PrivateKey key)) {
        throw new SignerException(
            "token \""
                + token.label()
                + "\" holds no key \""
                + token.keyLabel()
                + "\" with a certificate beside it; it holds "
                + Collections.list(store.aliases()));
      }
      Certificate beside = store.getCertificate(token.keyLabel());
      return new TokenSession(provider, key, Certificates.decode(beside.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new SignerException(
          "key \"" + token.keyLabel() + "\" of token \"" + token.label() + "\" cannot be read", e);
    }
  }

  private static Provider provider(Pkcs11Token token, long slot) throws SignerException {
    Provider module = Security.getProvider("SunPKCS11");
    if (module == null) {
      throw new SignerException(
          "this runtime has no PKCS#11: module jdk.crypto.cryptoki is missing");
    }
    String library = token.library().toString().replace("\\", "\\\\").replace("\"", "\\\"");
    String config =
        "--name=countersign-"
            + slot
            + "\nlibrary=\""
            + library
            + "\"\nslot="
            + slot
            + SHARED_SECRETS;
    try {
      return module.configure(config + "\n");
    } catch (RuntimeException e) {
      throw new SignerException(
          "token \"" + token.label() + "\" behind " + token.library() + " cannot be opened", e);
    }
  }

  private static KeyStore login(Pkcs11Token token, Provider provider) throws SignerException {
    char[] pin = KeyPassword.read(token.pinFile());
    try {
      KeyStore store = KeyStore.getInstance("PKCS11", provider);
      store.load(null, pin);
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw refusal(token, e);
    } finally {
      Arrays.fill(pin, '\0');
    }
  }

  private static SignerException refusal(Pkcs11Token token, Exception e) {
    if (pinTrouble(e)) {
      return new PinRefused(
          "token \""
              + token.label()
              + "\" refused the PIN in "
              + token.pinFile()
              + "; correct it before the token locks itself",
          e);
    }
    return new SignerException("login to token \"" + token.label() + "\" failed", e);
  }

  /** The JDK tells a wrong PIN (CKR_PIN_INCORRECT, CKR_PIN_LOCKED …) only in the cause's text. */
  private static boolean pinTrouble(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof FailedLoginException || String.valueOf(t.getMessage()).contains("CKR_PIN")) {
        return true;
      }
    }
    return false;
  }

  /** Certificate in the token. */
  public X509Certificate beside() {
    return beside;
  }

  byte[] sign(SignatureSuite suite, byte[] message) throws GeneralSecurityException {
    Signature signature = instance(suite);
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  private Signature instance(SignatureSuite suite) throws GeneralSecurityException {
    return switch (suite) {
      case ICAO_P256 -> Signature.getInstance("SHA256withECDSA", provider);
      case ICAO_P384 -> Signature.getInstance("SHA384withECDSA", provider);
      case ICAO_RSAPSS -> {
        Signature pss = Signature.getInstance("RSASSA-PSS", provider);
        pss.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, SALT, 1));
        yield pss;
      }
      case GM_SM2 ->
          throw new GeneralSecurityException(
              "PKCS#11 as the JDK speaks it knows no SM2; use PKCS#12 or an SKF token");
    };
  }

  /**
   * Agrees on a secret with an elliptic-curve key (CKM_ECDH1_DERIVE).
   *
   * @return the secret, which leaves the token; the key does not
   * @throws GeneralSecurityException if the token does not answer, or its key may not derive
   */
  public byte[] agree(PublicKey other) throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH", provider);
    agreement.init(key);
    agreement.doPhase(other, true);
    return agreement.generateSecret();
  }

  /** Logs out; quietly if the token is gone. */
  public void close() {
    if (provider instanceof AuthProvider auth) {
      try {
        auth.logout();
      } catch (LoginException e) {
        // The token is gone, and the login with it.
      }
    }
  }
}
