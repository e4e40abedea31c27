package org.countersign.trust.asn1;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.countersign.trust.suite.SignatureSuite;

/** Lets Bouncy Castle's certificate builders sign with a suite. For one signature. */
public final class SuiteContentSigner implements ContentSigner {

  private final SignatureSuite suite;
  private final PrivateKey key;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();

  public SuiteContentSigner(SignatureSuite suite, PrivateKey key) {
    this.suite = suite;
    this.key = key;
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return Algorithms.signature(suite);
  }

  @Override
  public OutputStream getOutputStream() {
    return message;
  }

  @Override
  public byte[] getSignature() {
    try {
      return SuiteKey.sign(suite, key, message.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new RuntimeOperatorException("signing with " + suite + " failed", e);
    }
  }
}
