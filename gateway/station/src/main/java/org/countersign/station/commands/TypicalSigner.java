package org.countersign.station.commands;

import java.util.Set;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.SigningException;
import org.countersign.trust.suite.SignatureSuite;

/**
 * Sizes of signed objects without a key, for plans. What it assumes of the document signer's
 * certificate is generous, so a plan that fits will fit with a real one.
 */
final class TypicalSigner implements DocumentSigner {

  /** Certificate, signature and their wrapping, with keys on elliptic curves. */
  private static final int ELLIPTIC = 1_500;

  /** The same with RSA keys of 3,072 bits for signer and authority. */
  private static final int RSA = 2_600;

  @Override
  public Set<String> suites() {
    return Set.copyOf(SignatureSuite.names());
  }

  @Override
  public int maxSize(String suite, int dataGroups) {
    SignatureSuite known = SignatureSuite.of(suite);
    int base = known == SignatureSuite.ICAO_RSAPSS ? RSA : ELLIPTIC;
    // DataGroupHash: SEQUENCE, INTEGER and OCTET STRING with their lengths (ICAO 9303-10, 4.6.2.3).
    return base + dataGroups * (known.digestSize() + 7);
  }

  @Override
  public Signed sign(Request request) throws SigningException {
    throw new SigningException("a plan signs nothing");
  }
}
