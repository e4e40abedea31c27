package org.countersign.trust.signer;

import java.security.cert.X509Certificate;
import java.util.Optional;
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

  /** Where the key is, for messages: a file, a token's label or a service's address. */
  String place();

  /** How it stands at this moment. Does not sign. */
  SignerHealth health();

  /**
   * Signs.
   *
   * @param message what is to be signed, not its hash
   * @return ECDSA and SM2: a DER SEQUENCE of r and s; RSA: as many bytes as the modulus
   * @throws SignerException if it may not sign now, the token does not answer, or it signs {@link
   *     #forJobsAlone for jobs alone}
   */
  byte[] sign(byte[] message) throws SignerException;

  /**
   * Signs for a job. Whoever has the key in its own hands does not care which.
   *
   * @param message what is to be signed, not its hash; the same whenever it is asked for again
   * @return as {@link #sign(byte[])}
   * @throws SignedOtherwise if the job was signed before with other data; asking again is in vain
   * @throws SignerException if it may not sign now, or token or service do not answer
   */
  default byte[] sign(SigningJob job, byte[] message) throws SignerException {
    return sign(message);
  }

  /** Whether nothing is signed without a job. */
  default boolean forJobsAlone() {
    return false;
  }

  /**
   * Whether the key answers and is the certificate's. May take as long as token or service do.
   *
   * @param challenge random bytes, 16 to 64
   * @throws SignerException if it does not answer
   */
  default boolean proves(byte[] challenge) throws SignerException {
    return TrialSignature.verifies(this, challenge);
  }

  /**
   * Begins to look after itself, if it is one that does; from then on {@link #outage} and {@link
   * #health} are true without anybody signing. Before, no network is touched. A second call does
   * nothing.
   */
  default void watch() {}

  /**
   * Why no card that needs a signature should be begun now; empty if one may. It goes away by
   * itself.
   */
  default Optional<String> outage() {
    return Optional.empty();
  }

  /** Forgets the key, logs out or ends the connections. */
  @Override
  void close();
}
