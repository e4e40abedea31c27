package org.countersign.station.http;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.countersign.trust.audit.SignedTreeHead;

/** The signed heads over the station's ledger. Any thread but an event loop. */
public interface LedgerHeads {

  /** The newest one; empty before the first. */
  Optional<SignedTreeHead> newest();

  /** The certificate of the key that signed it, as it is on record. */
  Optional<X509Certificate> certificate(SignedTreeHead head);
}
