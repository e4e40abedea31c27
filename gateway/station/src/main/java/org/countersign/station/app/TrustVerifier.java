package org.countersign.station.app;

import java.util.SortedMap;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.signing.DocumentVerifier;
import org.countersign.trust.passive.PassiveAuthentication;

/** Verifies cards with the passive authentication of {@code trust}. */
public final class TrustVerifier implements DocumentVerifier {

  private final PassiveAuthentication authentication;

  /** Verifies against the authorities that it trusts. */
  public TrustVerifier(PassiveAuthentication authentication) {
    this.authentication = authentication;
  }

  @Override
  public Verdict verify(Bytes efSod, SortedMap<Integer, Bytes> dataGroups) {
    var verdict = authentication.verify(efSod.toArray(), TrustSigner.arrays(dataGroups));
    return new Verdict(
        verdict.checks().stream()
            .map(check -> new Check(check.name(), check.passed(), check.detail()))
            .toList());
  }
}
