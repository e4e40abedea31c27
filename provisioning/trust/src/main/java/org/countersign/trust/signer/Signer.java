package org.countersign.trust.signer;

import java.security.cert.X509Certificate;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.SigningPeriod;

/** A private key with its certificate, wherever the key is kept. Thread-safe. */
public interface Signer extends AutoCloseable {

  /** What kind of signatures it makes. */
  SignatureSuite suite();

  /** Certificate of the key. */
  X509Certificate certificate();

  /** When it may sign. */
  SigningPeriod period();

  /** Where the key is, for messages: a file or a token's label. */
  String place();

  /** How it stands at this moment. Does not sign. */
  SignerHealth health();

  /**
   * Signs.
   *
   * @param message what is to be signed, not its hash
   * @return ECDSA and SM2: a DER SEQUENCE of r and s; RSA: as many bytes as the modulus
   * @throws SignerException if it may not sign now, or the token does not answer
   */
  byte[] sign(byte[] message) throws SignerException;

  /** Forgets the key or logs out. */
  @Override
  void close();
}
