package org.countersign.trust.cardkeys;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import org.countersign.trust.signer.SignerException;

/** The private key on P-256 that a station opens envelopes with, wherever it is kept. */
public interface RecipientKey extends AutoCloseable {

  /** Certificate of the key: what an authority encrypts to. */
  X509Certificate certificate();

  /** Where the key is, for messages. */
  String place();

  /**
   * Agrees on a secret: ECDH (SP 800-56A, 5.7.1.2).
   *
   * @param other an ephemeral key on P-256
   * @return 32 bytes; whoever asks zeroes them
   * @throws SignerException if the token does not answer
   */
  byte[] agree(PublicKey other) throws SignerException;

  /** Forgets the key, or logs out. */
  @Override
  void close();
}
