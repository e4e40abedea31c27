package org.countersign.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.authority.AuthorityTerms;
import org.countersign.trust.authority.CountrySigningAuthority;
import org.countersign.trust.authority.DocumentSignerTerms;
import org.countersign.trust.authority.KeyAndCertificate;
import org.countersign.trust.passive.PassiveAuthentication;
import org.countersign.trust.sod.SecurityObject;
import org.countersign.trust.suite.SignatureSuite;

/**
 * An authority, a document signer and a card's data for each suite; made once, RSA keys are slow.
 */
public final class Specimen {

  public static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
  public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private static final Map<SignatureSuite, Specimen> ALL = new EnumMap<>(SignatureSuite.class);

  public final SignatureSuite suite;
  public final CountrySigningAuthority csca;
  public final KeyAndCertificate dsc;

  private Specimen(SignatureSuite suite) throws GeneralSecurityException {
    this.suite = suite;
    csca = CountrySigningAuthority.create(AuthorityTerms.specimen(suite), CLOCK);
    dsc = csca.issueDocumentSigner(suite, DocumentSignerTerms.residenceCards("Specimen DS"));
  }

  public static synchronized Specimen of(SignatureSuite suite) {
    return ALL.computeIfAbsent(
        suite,
        s -> {
          try {
            return new Specimen(s);
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** DG1 with an MRZ of ICAO's specimen person, DG2 of the usual size, DG11. */
  public static SortedMap<Integer, byte[]> dataGroups() {
    String mrz =
        "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
    byte[] text = mrz.getBytes(StandardCharsets.US_ASCII);
    byte[] dg1 = new byte[5 + text.length];
    System.arraycopy(new byte[] {0x61, 0x5D, 0x5F, 0x1F, 0x5A}, 0, dg1, 0, 5);
    System.arraycopy(text, 0, dg1, 5, text.length);
    byte[] dg2 = new byte[12_000];
    new Random(2).nextBytes(dg2);
    SortedMap<Integer, byte[]> groups = new TreeMap<>();
    groups.put(1, dg1);
    groups.put(2, dg2);
    groups.put(11, new byte[] {0x6B, 0x00});
    return groups;
  }

  public byte[] sod() throws GeneralSecurityException {
    return sod(dsc, NOW);
  }

  public byte[] sod(KeyAndCertificate signer, Instant time) throws GeneralSecurityException {
    return new SecurityObject(signer.certificate())
        .encode(dataGroups(), time, message -> SuiteKey.sign(suite, signer.key(), message));
  }

  public PassiveAuthentication inspection() throws GeneralSecurityException {
    return inspectionAt(NOW);
  }

  public PassiveAuthentication inspectionAt(Instant moment) throws GeneralSecurityException {
    return PassiveAuthentication.trusting(
        List.of(csca.certificate()), Clock.fixed(moment, ZoneOffset.UTC));
  }
}
