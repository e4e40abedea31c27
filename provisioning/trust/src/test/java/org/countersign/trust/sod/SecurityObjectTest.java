package org.countersign.trust.sod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.countersign.trust.Specimen;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.suite.SignatureSuite;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SecurityObjectTest {

  @ParameterizedTest
  @EnumSource
  void the_largest_size_is_an_upper_bound_and_tight(SignatureSuite suite) throws Exception {
    Specimen specimen = Specimen.of(suite);
    SecurityObject form = new SecurityObject(specimen.dsc.certificate());
    int bound = form.maxSize(Specimen.dataGroups().size());
    int rounds = suite == SignatureSuite.ICAO_RSAPSS ? 3 : 60;
    int largest = 0;
    for (int i = 0; i < rounds; i++) {
      largest = Math.max(largest, specimen.sod().length);
    }
    assertThat(largest).isLessThanOrEqualTo(bound).isGreaterThan(bound - 4);
  }

  @Test
  void the_largest_size_counts_all_sixteen_data_groups() throws Exception {
    SecurityObject form =
        new SecurityObject(Specimen.of(SignatureSuite.ICAO_P256).dsc.certificate());
    // SEQUENCE { INTEGER, OCTET STRING of 32 } is 39 bytes; longer lengths around them add a few
    assertThat(form.maxSize(16) - form.maxSize(1)).isBetween(15 * 39, 15 * 39 + 12);
  }

  @ParameterizedTest
  @EnumSource
  void it_is_SignedData_version_3_with_exactly_three_signed_attributes(SignatureSuite suite)
      throws Exception {
    byte[] sod = Specimen.of(suite).sod();
    CMSSignedData cms = new CMSSignedData(Arrays.copyOfRange(sod, 4, sod.length));
    SignerInformation signer = cms.getSignerInfos().iterator().next();
    assertThat(sod).startsWith(0x77, 0x82);
    assertThat(cms.getVersion()).isEqualTo(3);
    assertThat(cms.getSignedContentTypeOID()).isEqualTo("2.23.136.1.1.1");
    assertThat(cms.getCertificates().getMatches(null)).hasSize(1);
    assertThat(signer.getSignedAttributes().toASN1Structure().getAttributes())
        .extracting(Attribute::getAttrType)
        .containsExactlyInAnyOrder(
            CMSAttributes.contentType, CMSAttributes.messageDigest, CMSAttributes.signingTime);
    assertThat(signer.getUnsignedAttributes()).isNull();
  }

  @Test
  void the_signed_list_is_an_LDSSecurityObject_version_0() throws Exception {
    byte[] sod = Specimen.of(SignatureSuite.ICAO_P256).sod();
    CMSSignedData cms = new CMSSignedData(Arrays.copyOfRange(sod, 4, sod.length));
    byte[] list = (byte[]) cms.getSignedContent().getContent();
    assertThat(list)
        .startsWith(
            0x30, 0x81, 0x87, // LDSSecurityObject
            0x02, 0x01, 0x00, // version 0
            0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
            0x01, // SHA-256, no parameters
            0x30, 0x75, // three entries
            0x30, 0x25, 0x02, 0x01, 0x01, 0x04, 0x20); // DG1, hash of 32 bytes
  }

  @Test
  void numbers_out_of_range_and_no_data_group_at_all_are_refused() throws Exception {
    Specimen specimen = Specimen.of(SignatureSuite.ICAO_P256);
    SecurityObject form = new SecurityObject(specimen.dsc.certificate());
    for (int number : new int[] {0, 17, -1}) {
      SortedMap<Integer, byte[]> groups = new TreeMap<>();
      groups.put(number, new byte[1]);
      assertThatThrownBy(() -> sign(form, specimen, groups)).hasMessageContaining("1 to 16");
    }
    assertThatThrownBy(() -> sign(form, specimen, new TreeMap<>())).hasMessageContaining("[]");
    assertThatThrownBy(() -> form.maxSize(17)).hasMessageContaining("1 to 16");
  }

  private static void sign(
      SecurityObject form, Specimen specimen, SortedMap<Integer, byte[]> groups) throws Exception {
    form.encode(
        groups,
        Instant.EPOCH,
        message -> SuiteKey.sign(specimen.suite, specimen.dsc.key(), message));
  }
}
