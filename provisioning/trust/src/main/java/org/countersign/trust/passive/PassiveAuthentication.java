package org.countersign.trust.passive;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import org.countersign.trust.asn1.TrustAnchor;
import org.jspecify.annotations.Nullable;

/**
 * Passive authentication against pinned authorities (ICAO 9303-11, 5.1; 9303-10, 4.6.2; 9303-12,
 * 7.1.1). Stricter than the standard where two readers could disagree: the whole must be in DER.
 *
 * <p>The checks, in order:
 *
 * <pre>
 * tag                    application tag 23 (77)
 * length                 the tag's length is right and nothing follows
 * encoding               definite, shortest lengths throughout
 * structure              CMS SignedData version 3, one signer, certificate inside
 * content-type           LDSSecurityObject 2.23.136.1.1.1
 * security-object        version 0 or 1, DER
 * groups                 listed in order, all read, no other read
 * hashes                 of every data group
 * signed-attributes-der  in DER
 * signed-attributes      contentType and messageDigest once each
 * message-digest         is the hash of the LDSSecurityObject
 * signer                 the certificate inside is the one that signed
 * algorithms             all of one suite, parameters included
 * signature              over the signed attributes
 * chain                  a pinned authority issued the document signer
 * dsc-profile            the certificate is a document signer's
 * validity               certificates now and at signing time; signing time not to come
 * key-period             signed within the private key usage period
 * document-type          on the signer's list; if a type was given
 * revocation             not revoked; if revocation lists were given
 * der                    everything in DER
 * </pre>
 *
 * <p>Thread-safe, immutable.
 */
public final class PassiveAuthentication {

  /** Clocks of signer and inspector may differ by that much. */
  public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private final List<TrustAnchor> anchors;
  private final RevocationLists revocations;
  private final Clock clock;

  private PassiveAuthentication(
      List<TrustAnchor> anchors, RevocationLists revocations, Clock clock) {
    this.anchors = anchors;
    this.revocations = revocations;
    this.clock = clock;
  }

  /**
   * Trusts these authorities.
   *
   * @param authorities country signing certificates
   * @throws GeneralSecurityException if one is no authority's or of no suite; the message names it
   */
  public static PassiveAuthentication trusting(Collection<X509Certificate> authorities, Clock clock)
      throws GeneralSecurityException {
    List<TrustAnchor> anchors = new ArrayList<>();
    for (X509Certificate authority : authorities) {
      anchors.add(new TrustAnchor(authority));
    }
    return new PassiveAuthentication(List.copyOf(anchors), new RevocationLists(List.of()), clock);
  }

  /** The same with revocation lists; then a list of the card's authority must be valid now. */
  public PassiveAuthentication with(Collection<X509CRL> lists) throws GeneralSecurityException {
    return new PassiveAuthentication(anchors, new RevocationLists(lists), clock);
  }

  /** {@link #verify(byte[], SortedMap, String)} without a document type. */
  public Verdict verify(byte[] efSod, SortedMap<Integer, byte[]> dataGroups) {
    return verify(efSod, dataGroups, null);
  }

  /**
   * Checks a card. Never throws for bad data: a check fails instead.
   *
   * @param efSod whole content of EF.SOD as read
   * @param dataGroups data group number to the whole content of its file as read
   * @param documentType first two characters of the machine-readable zone; null leaves that out
   */
  public Verdict verify(
      byte[] efSod, SortedMap<Integer, byte[]> dataGroups, @Nullable String documentType) {
    Inspection inspection = new Inspection(anchors, revocations, clock.instant());
    return inspection.inspect(efSod, dataGroups, documentType);
  }
}
