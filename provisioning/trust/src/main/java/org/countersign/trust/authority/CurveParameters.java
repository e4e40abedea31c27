package org.countersign.trust.authority;

/** How the elliptic curve is written in a certificate's public key. */
public enum CurveParameters {
  /**
   * By its object identifier (RFC 5480, 2.1.1). The default: OpenSSL since 3.0.11 rejects document
   * signers with explicit parameters, and the JDK reads no certificate that has them.
   */
  NAMED,
  /** Number by number, as ICAO 9303-12, 4.1.6.3 asks for what goes into the ICAO directory. */
  EXPLICIT
}
