package org.countersign.trust.authority;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * A private key in memory and its certificate.
 *
 * @param key never printed
 * @param certificate of that key
 */
public record KeyAndCertificate(PrivateKey key, X509Certificate certificate) {
  @Override
  public String toString() {
    return "KeyAndCertificate[" + certificate.getSubjectX500Principal() + "]";
  }
}
