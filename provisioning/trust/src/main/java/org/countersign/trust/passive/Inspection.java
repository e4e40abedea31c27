package org.countersign.trust.passive;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.bouncycastle.asn1.x509.Certificate;
import org.countersign.trust.asn1.CertificateTimes;
import org.countersign.trust.asn1.Oids;
import org.countersign.trust.asn1.Refusal;
import org.countersign.trust.asn1.SignedContent;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.asn1.TrustAnchor;
import org.jspecify.annotations.Nullable;

/** One card's way through the checks of {@link PassiveAuthentication}. */
final class Inspection {

  private static final int SIGNED_DATA_VERSION = 3;

  private final List<TrustAnchor> anchors;
  private final RevocationLists revocations;
  private final Instant now;
  private final Findings findings = new Findings();

  Inspection(List<TrustAnchor> anchors, RevocationLists revocations, Instant now) {
    this.anchors = anchors;
    this.revocations = revocations;
    this.now = now;
  }

  Verdict inspect(byte[] efSod, SortedMap<Integer, byte[]> groups, @Nullable String documentType) {
    open(efSod.clone()).ifPresent(message -> message(message, groups, documentType));
    return findings.verdict();
  }

  /** Each of these builds on the one before. */
  private Optional<SignedContent> open(byte[] sod) {
    return findings
        .establish("tag", () -> Envelope.requireTag(sod), detail -> detail)
        .flatMap(tag ->
            findings.establish("length", () -> Envelope.open(sod), cms -> cms.length + " bytes"))
        .filter(cms ->
            findings
                .establish("encoding", () -> Envelope.requireEncoding(sod), detail -> detail)
                .isPresent())
        .flatMap(cms -> findings.establish("structure", () -> structure(cms), Object::toString));
  }

  private static SignedContent structure(byte[] cms) throws Exception {
    SignedContent message = SignedContent.read(cms);
    message.requireVersions(SIGNED_DATA_VERSION);
    return message;
  }

  private void message(
      SignedContent message, SortedMap<Integer, byte[]> groups, @Nullable String documentType) {
    Optional<DataGroupHashes> hashes = content(message, groups);
    findings.check("signed-attributes-der", message::requireAttributesDer);
    findings.check("signed-attributes", message::requireAttributes);
    findings.check("message-digest", () -> message.requireMessageDigest(carried(message)));
    findings
        .establish("signer", message::requireSigner, Inspection::describe)
        .ifPresent(dsc -> {
          signature(message, dsc, hashes);
          certificate(message, dsc, documentType);
        });
    findings.check("der", message::requireDer);
  }

  private static String describe(Certificate certificate) {
    return "certificate " + certificate.getSerialNumber().getValue().toString(16);
  }

  private Optional<DataGroupHashes> content(
      SignedContent message, SortedMap<Integer, byte[]> groups) {
    findings.check("content-type", () -> contentType(message));
    Optional<DataGroupHashes> hashes =
        findings.establish(
            "security-object",
            () -> DataGroupHashes.read(carried(message)),
            DataGroupHashes::describe);
    hashes.ifPresent(found -> {
      findings.check("groups", () -> found.requireSame(groups));
      findings.check("hashes", () -> found.requireHashes(groups));
    });
    return hashes;
  }

  private static String contentType(SignedContent message) throws Refusal {
    Refusal.unless(
        Oids.LDS_SECURITY_OBJECT.equals(message.contentType()),
        "content is " + message.contentType() + ", not an LDSSecurityObject");
    return "LDSSecurityObject";
  }

  private static byte[] carried(SignedContent message) throws Refusal {
    Optional<byte[]> content = message.content();
    Refusal.unless(content.isPresent(), "no content is inside");
    return content.orElseThrow();
  }

  private void signature(SignedContent message, Certificate dsc, Optional<DataGroupHashes> hashes) {
    findings
        .establish(
            "algorithms", () -> algorithms(message, dsc, hashes), key -> key.suite().suiteName())
        .ifPresent(key -> findings.check("signature", () -> message.requireSignature(key)));
  }

  private static SuiteKey algorithms(
      SignedContent message, Certificate dsc, Optional<DataGroupHashes> hashes) throws Refusal {
    SuiteKey key = key(dsc);
    message.requireAlgorithms(key.suite());
    if (hashes.isPresent()) {
      hashes.get().requireAlgorithm(key.suite());
    }
    return key;
  }

  private static SuiteKey key(Certificate dsc) throws Refusal {
    try {
      return SuiteKey.of(dsc.getSubjectPublicKeyInfo());
    } catch (GeneralSecurityException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  private void certificate(SignedContent message, Certificate dsc, @Nullable String documentType) {
    DocumentSignerProfile profile = new DocumentSignerProfile(dsc);
    Optional<TrustAnchor> anchor =
        findings.establish("chain", () -> chain(dsc), found -> "issued by a pinned authority");
    findings.check("dsc-profile", profile::require);
    findings.check("validity", () -> validity(dsc, anchor, message.signingTime()));
    findings.check("key-period", () -> profile.requireKeyPeriod(message.signingTime()));
    if (documentType != null) {
      findings.check("document-type", () -> profile.requireDocumentType(documentType));
    }
    if (!revocations.isEmpty()) {
      anchor.ifPresent(issuer ->
          findings.check("revocation", () -> revocations.requireNotRevoked(dsc, issuer, now)));
    }
  }

  private TrustAnchor chain(Certificate dsc) throws Exception {
    boolean named = false;
    for (TrustAnchor anchor : anchors) {
      if (anchor.named(dsc)) {
        named = true;
        if (anchor.issued(dsc)) {
          return anchor;
        }
      }
    }
    throw new Refusal(
        named
            ? "the document signer names a pinned authority that did not sign it"
            : "no pinned authority is the issuer of the document signer");
  }

  private String validity(Certificate dsc, Optional<TrustAnchor> anchor, Optional<Instant> signedAt)
      throws Refusal {
    CertificateTimes.requireValid(dsc, now, "document signer");
    if (anchor.isPresent()) {
      anchor.get().requireValid(now);
    }
    if (signedAt.isEmpty()) {
      return "valid now; no signing time";
    }
    CertificateTimes.requireValid(dsc, signedAt.get(), "document signer");
    Refusal.unless(
        !signedAt.get().isAfter(now.plus(PassiveAuthentication.CLOCK_TOLERANCE)),
        "signed at " + signedAt.get() + "; it is only " + now);
    return "valid now and when signed";
  }
}
