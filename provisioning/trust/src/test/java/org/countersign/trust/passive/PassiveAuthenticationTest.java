package org.countersign.trust.passive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.countersign.trust.Specimen;
import org.countersign.trust.authority.AuthorityTerms;
import org.countersign.trust.authority.CountrySigningAuthority;
import org.countersign.trust.authority.CurveParameters;
import org.countersign.trust.authority.DocumentSignerTerms;
import org.countersign.trust.authority.KeyAndCertificate;
import org.countersign.trust.bundle.SigningPurpose;
import org.countersign.trust.suite.SignatureSuite;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PassiveAuthenticationTest {

  private final SortedMap<Integer, byte[]> groups = Specimen.dataGroups();

  private static void assertRefused(Verdict verdict, String check) {
    List<String> failed =
        verdict.checks().stream().filter(c -> !c.passed()).map(Check::name).toList();
    assertThat(verdict.good()).isFalse();
    assertThat(verdict.summary()).startsWith(check + ": ");
    assertThat(failed).containsExactly(check);
  }

  private static Forgery forgery(SignatureSuite suite) {
    return new Forgery(Specimen.of(suite), Specimen.dataGroups());
  }

  private Verdict verdict(Forgery forgery) throws Exception {
    return forgery.specimen.inspection().verify(forgery.encode(), groups);
  }

  @ParameterizedTest
  @EnumSource
  void a_signed_card_is_good(SignatureSuite suite) throws Exception {
    Specimen specimen = Specimen.of(suite);
    Verdict verdict = specimen.inspection().verify(specimen.sod(), groups, "I<");
    assertThat(verdict.summary()).isEqualTo("good");
    assertThat(verdict.checks())
        .extracting(Check::name)
        .containsExactly(
            "tag",
            "length",
            "encoding",
            "structure",
            "content-type",
            "security-object",
            "groups",
            "hashes",
            "signed-attributes-der",
            "signed-attributes",
            "message-digest",
            "signer",
            "algorithms",
            "signature",
            "chain",
            "dsc-profile",
            "validity",
            "key-period",
            "document-type",
            "der");
  }

  @ParameterizedTest
  @EnumSource
  void a_forgery_that_changes_nothing_is_good(SignatureSuite suite) throws Exception {
    assertThat(verdict(forgery(suite)).summary()).isEqualTo("good");
  }

  @ParameterizedTest
  @EnumSource
  void mutation_1_a_byte_of_a_data_group(SignatureSuite suite) throws Exception {
    Specimen specimen = Specimen.of(suite);
    groups.get(2)[6000] ^= 1;
    Verdict verdict = specimen.inspection().verify(specimen.sod(), groups);
    assertRefused(verdict, "hashes");
    assertThat(verdict.summary()).contains("[2]");
  }

  @ParameterizedTest
  @EnumSource
  void mutation_2_hashes_in_another_order(SignatureSuite suite) throws Exception {
    Forgery forgery = forgery(suite);
    Collections.swap(forgery.hashes, 0, 1);
    Verdict verdict = verdict(forgery);
    assertRefused(verdict, "groups");
    assertThat(verdict.summary()).contains("not in ascending order");
  }

  @ParameterizedTest
  @EnumSource
  void mutation_2_hashes_exchanged_between_data_groups(SignatureSuite suite) throws Exception {
    Forgery forgery = forgery(suite);
    Map.Entry<Integer, byte[]> one = forgery.hashes.get(0);
    Map.Entry<Integer, byte[]> two = forgery.hashes.get(1);
    forgery.hashes.set(0, Map.entry(one.getKey(), two.getValue()));
    forgery.hashes.set(1, Map.entry(two.getKey(), one.getValue()));
    assertRefused(verdict(forgery), "hashes");
  }

  @ParameterizedTest
  @EnumSource
  void mutation_3_another_document_signer_inside(SignatureSuite suite) throws Exception {
    Forgery forgery = forgery(suite);
    forgery.included = otherSigner(suite).certificate();
    assertRefused(verdict(forgery), "signer");
  }

  @ParameterizedTest
  @EnumSource
  void mutation_3_another_document_signer_inside_and_named(SignatureSuite suite) throws Exception {
    Forgery forgery = forgery(suite);
    forgery.included = otherSigner(suite).certificate();
    forgery.named = forgery.included;
    assertRefused(verdict(forgery), "signature");
  }

  private static KeyAndCertificate otherSigner(SignatureSuite suite) throws Exception {
    return Specimen.of(suite)
        .csca
        .issueDocumentSigner(suite, DocumentSignerTerms.residenceCards("Other DS"));
  }

  @ParameterizedTest
  @EnumSource
  void mutation_4_a_document_signer_that_expired(SignatureSuite suite) throws Exception {
    Specimen specimen = Specimen.of(suite);
    var late = specimen.dsc.certificate().getNotAfter().toInstant().plusSeconds(1);
    assertRefused(specimen.inspectionAt(late).verify(specimen.sod(), groups), "validity");
  }

  @ParameterizedTest
  @EnumSource
  void mutation_5_signed_attributes_not_in_DER(SignatureSuite suite) throws Exception {
    Forgery forgery = forgery(suite);
    forgery.sortedAttributes = false;
    assertRefused(verdict(forgery), "signed-attributes-der");
  }

  @ParameterizedTest
  @EnumSource
  void mutation_6_no_contentType(SignatureSuite suite) throws Exception {
    Forgery forgery = forgery(suite);
    forgery.withContentType = false;
    assertRefused(verdict(forgery), "signed-attributes");
  }

  @ParameterizedTest
  @EnumSource
  void mutation_7_another_eContentType(SignatureSuite suite) throws Exception {
    Forgery forgery = forgery(suite);
    forgery.contentType = new ASN1ObjectIdentifier("2.23.136.1.1.2");
    assertRefused(verdict(forgery), "content-type");
  }

  @ParameterizedTest
  @EnumSource
  void mutation_8_messageDigest_of_something_else(SignatureSuite suite) throws Exception {
    Forgery forgery = forgery(suite);
    forgery.truthfulDigest = false;
    assertRefused(verdict(forgery), "message-digest");
  }

  @ParameterizedTest
  @EnumSource
  void mutation_9_another_tag(SignatureSuite suite) throws Exception {
    Specimen specimen = Specimen.of(suite);
    byte[] sod = specimen.sod();
    sod[0] = 0x6E;
    assertRefused(specimen.inspection().verify(sod, groups), "tag");
  }

  @ParameterizedTest
  @EnumSource
  void mutation_10_trailing_bytes(SignatureSuite suite) throws Exception {
    Specimen specimen = Specimen.of(suite);
    byte[] sod = specimen.sod();
    byte[] longer = Arrays.copyOf(sod, sod.length + 1);
    assertRefused(specimen.inspection().verify(longer, groups), "length");
  }

  @ParameterizedTest
  @EnumSource
  void mutation_11_an_authority_that_is_not_pinned(SignatureSuite suite) throws Exception {
    Specimen specimen = Specimen.of(suite);
    CountrySigningAuthority other =
        CountrySigningAuthority.create(
            AuthorityTerms.specimen(SignatureSuite.ICAO_P256), Specimen.CLOCK);
    PassiveAuthentication inspection =
        PassiveAuthentication.trusting(List.of(other.certificate()), Specimen.CLOCK);
    assertRefused(inspection.verify(specimen.sod(), groups), "chain");
  }

  @Test
  void mutation_12_SM2_with_another_id() throws Exception {
    Forgery forgery = forgery(SignatureSuite.GM_SM2);
    forgery.sm2Id = "ALICE123@YAHOO.COM";
    Verdict verdict = verdict(forgery);
    assertRefused(verdict, "signature");
    assertThat(verdict.summary()).contains("1234567812345678");
  }

  @Test
  void an_authority_of_the_same_name_with_another_key_is_not_the_pinned_one() throws Exception {
    Specimen specimen = Specimen.of(SignatureSuite.ICAO_P256);
    CountrySigningAuthority twin =
        CountrySigningAuthority.create(
            AuthorityTerms.specimen(SignatureSuite.ICAO_P256), Specimen.CLOCK);
    PassiveAuthentication inspection =
        PassiveAuthentication.trusting(List.of(twin.certificate()), Specimen.CLOCK);
    assertRefused(inspection.verify(specimen.sod(), groups), "chain");
  }

  @Test
  void a_missing_and_an_additional_data_group_are_refused() throws Exception {
    Specimen specimen = Specimen.of(SignatureSuite.ICAO_P256);
    SortedMap<Integer, byte[]> less = new TreeMap<>(groups);
    less.remove(11);
    SortedMap<Integer, byte[]> more = new TreeMap<>(groups);
    more.put(14, new byte[4]);
    assertThat(specimen.inspection().verify(specimen.sod(), less).summary()).startsWith("groups: ");
    assertThat(specimen.inspection().verify(specimen.sod(), more).summary()).startsWith("groups: ");
  }

  @Test
  void a_signature_after_the_private_key_usage_period_is_refused() throws Exception {
    Specimen specimen = Specimen.of(SignatureSuite.ICAO_P256);
    var late = Specimen.NOW.atOffset(ZoneOffset.UTC).plusMonths(3).toInstant().plusSeconds(1);
    byte[] sod = specimen.sod(specimen.dsc, late);
    assertRefused(specimen.inspectionAt(late).verify(sod, groups), "key-period");
  }

  @Test
  void a_signing_time_to_come_is_refused() throws Exception {
    Specimen specimen = Specimen.of(SignatureSuite.ICAO_P256);
    byte[] sod = specimen.sod(specimen.dsc, Specimen.NOW.plus(Duration.ofMinutes(6)));
    assertRefused(specimen.inspection().verify(sod, groups), "validity");
  }

  @Test
  void a_signing_time_before_the_certificate_is_refused() throws Exception {
    Forgery forgery = forgery(SignatureSuite.ICAO_P256);
    forgery.signingTime = Date.from(Specimen.NOW.minusSeconds(1));
    assertThat(verdict(forgery).summary()).startsWith("validity: ");
  }

  @Test
  void a_document_type_that_the_signer_may_not_sign_is_refused() throws Exception {
    Specimen specimen = Specimen.of(SignatureSuite.ICAO_P256);
    assertRefused(specimen.inspection().verify(specimen.sod(), groups, "P<"), "document-type");
  }

  @Test
  void an_authority_may_not_sign_cards() throws Exception {
    Specimen specimen = Specimen.of(SignatureSuite.ICAO_P256);
    KeyAndCertificate profileSigner =
        specimen.csca.issueSigner(
            SigningPurpose.CARD_PROFILES, specimen.suite, "Profiles", Period.ofYears(1));
    Verdict verdict =
        specimen.inspection().verify(specimen.sod(profileSigner, Specimen.NOW), groups);
    assertThat(verdict.summary()).startsWith("dsc-profile: ");
  }

  @Test
  void a_revoked_document_signer_is_refused() throws Exception {
    Specimen specimen = Specimen.of(SignatureSuite.GM_SM2);
    var serial = specimen.dsc.certificate().getSerialNumber();
    var good = specimen.inspection().with(List.of(specimen.csca.revocationList(List.of())));
    var bad = specimen.inspection().with(List.of(specimen.csca.revocationList(List.of(serial))));
    assertThat(good.verify(specimen.sod(), groups).summary()).isEqualTo("good");
    assertRefused(bad.verify(specimen.sod(), groups), "revocation");
  }

  @Test
  void a_revocation_list_of_another_authority_or_time_does_not_count() throws Exception {
    Specimen specimen = Specimen.of(SignatureSuite.ICAO_P256);
    var foreign = Specimen.of(SignatureSuite.GM_SM2).csca.revocationList(List.of());
    var own = specimen.csca.revocationList(List.of());
    var late = specimen.inspectionAt(Specimen.NOW.plus(Duration.ofDays(91)));
    assertRefused(
        specimen.inspection().with(List.of(foreign)).verify(specimen.sod(), groups), "revocation");
    assertRefused(late.with(List.of(own)).verify(specimen.sod(), groups), "revocation");
  }

  @ParameterizedTest
  @EnumSource
  void explicit_curve_parameters_are_read(SignatureSuite suite) throws Exception {
    AuthorityTerms terms =
        AuthorityTerms.specimen(SignatureSuite.ICAO_P384).with(CurveParameters.EXPLICIT);
    CountrySigningAuthority csca = CountrySigningAuthority.create(terms, Specimen.CLOCK);
    KeyAndCertificate dsc =
        csca.issueDocumentSigner(suite, DocumentSignerTerms.residenceCards("Explicit DS"));
    byte[] sod = Specimen.of(suite).sod(dsc, Specimen.NOW);
    PassiveAuthentication inspection =
        PassiveAuthentication.trusting(List.of(csca.certificate()), Specimen.CLOCK);
    assertThat(inspection.verify(sod, groups).summary()).isEqualTo("good");
  }

  @Test
  void only_authorities_can_be_pinned() {
    Specimen specimen = Specimen.of(SignatureSuite.ICAO_P256);
    assertThatThrownBy(() ->
            PassiveAuthentication.trusting(List.of(specimen.dsc.certificate()), Specimen.CLOCK))
        .hasMessageContaining("Specimen DS")
        .hasMessageContaining("no authority");
  }

  @Test
  void a_boolean_that_is_not_DER_is_refused_though_every_signature_holds() throws Exception {
    Specimen specimen = Specimen.of(SignatureSuite.ICAO_P256);
    byte[] sod = specimen.sod();
    String hex = HexFormat.of().formatHex(sod);
    // keyUsage 2.5.29.15, critical TRUE: FF in DER, anything but 00 in BER
    byte[] mutant = HexFormat.of().parseHex(hex.replace("0603551d0f0101ff", "0603551d0f010101"));
    assertThat(mutant).isNotEqualTo(sod);
    assertRefused(specimen.inspection().verify(mutant, groups), "der");
  }

  @Test
  void nothing_and_next_to_nothing_are_refused() throws Exception {
    PassiveAuthentication inspection = Specimen.of(SignatureSuite.ICAO_P256).inspection();
    assertThat(inspection.verify(new byte[0], groups).summary()).startsWith("tag: nothing");
    assertThat(inspection.verify(new byte[] {0x77}, groups).summary()).startsWith("length: ");
    assertThat(inspection.verify(new byte[] {0x77, 0}, groups).good()).isFalse();
    assertThat(new Verdict(List.of()).summary()).isEqualTo("nothing was checked");
  }
}
