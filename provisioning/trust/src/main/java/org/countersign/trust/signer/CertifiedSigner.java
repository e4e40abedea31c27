package org.countersign.trust.signer;

import java.security.cert.X509Certificate;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.SigningPeriod;

/** What every signer says of itself comes from its certificate, wherever its key is. */
abstract class CertifiedSigner implements Signer {

  /** Of its certificate. */
  final KeyCheck check;

  CertifiedSigner(KeyCheck check) {
    this.check = check;
  }

  @Override
  public final SignatureSuite suite() {
    return check.key().suite();
  }

  @Override
  public final X509Certificate certificate() {
    return check.certificate();
  }

  @Override
  public final SigningPeriod period() {
    return check.period();
  }

  @Override
  public final String place() {
    return check.place();
  }
}
