package org.countersign.trust.authority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Period;
import java.util.Arrays;
import org.countersign.trust.bundle.SigningPurpose;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;

/**
 * Everything that a demonstration station signs with, in one folder:
 *
 * <pre>
 * csca.pem             country signing authority: what inspection pins
 * dsc.pem              document signer: what stands in every card
 * dsc.p12              its key, alias {@value #ALIAS}
 * dsc.password         password of dsc.p12, one line
 * profile-ca.pem       who issues profile signers: what stations pin
 * profile-signer.pem   signs card profiles
 * profile-signer.p12   its key, alias {@value #ALIAS}
 * profile-signer.password
 * grant-ca.pem         who issues grant signers: what stations pin
 * grant-signer.pem     signs grants
 * grant-signer.p12     its key, alias {@value #ALIAS}
 * grant-signer.password
 * key-ca.pem           who issues senders of card keys: what stations pin
 * key-signer.pem       signs envelopes of card keys
 * key-signer.p12       its key, alias {@value #ALIAS}
 * key-signer.password
 * </pre>
 *
 * <p>Key files and passwords are readable by their owner alone. The authorities' own keys are
 * forgotten on return: a new document signer needs a new folder.
 *
 * @param folder where the files are
 * @param suite of the authority and its document signer
 */
public record DemoAuthority(Path folder, SignatureSuite suite) {

  /** Name of the entry in both key files. */
  public static final String ALIAS = "signer";

  /**
   * Makes the files. Takes milliseconds, with RSA some seconds.
   *
   * @param folder made if it is missing; files of those names in it are replaced
   */
  public static DemoAuthority create(SignatureSuite suite, Path folder, Clock clock)
      throws IOException, GeneralSecurityException {
    Files.createDirectories(folder);
    DemoAuthority demo = new DemoAuthority(folder, suite);
    demo.makeDocumentSigner(clock);
    demo.makeProfileSigner(clock);
    demo.makeGrantSigner(clock);
    demo.makeKeySigner(clock);
    return demo;
  }

  private void makeDocumentSigner(Clock clock) throws IOException, GeneralSecurityException {
    CountrySigningAuthority csca =
        CountrySigningAuthority.create(AuthorityTerms.specimen(suite), clock);
    KeyAndCertificate signer =
        csca.issueDocumentSigner(
            suite, DocumentSignerTerms.residenceCards("Specimen Document Signer " + suite));
    Certificates.writePem(cscaPem(), csca.certificate());
    write(dscPem(), dscP12(), dscPassword(), signer);
  }

  private void makeProfileSigner(Clock clock) throws IOException, GeneralSecurityException {
    AuthorityTerms terms = AuthorityTerms.specimen(SignatureSuite.ICAO_P256);
    CountrySigningAuthority authority =
        CountrySigningAuthority.create(terms.named("Specimen Profile CA"), clock);
    KeyAndCertificate signer =
        authority.issueSigner(
            SigningPurpose.CARD_PROFILES,
            SignatureSuite.ICAO_P256,
            "Specimen Profile Signer",
            Period.ofYears(1));
    Certificates.writePem(profileCaPem(), authority.certificate());
    write(profileSignerPem(), profileSignerP12(), profileSignerPassword(), signer);
  }

  private void makeGrantSigner(Clock clock) throws IOException, GeneralSecurityException {
    AuthorityTerms terms = AuthorityTerms.specimen(SignatureSuite.ICAO_P256);
    CountrySigningAuthority authority =
        CountrySigningAuthority.create(terms.named("Specimen Grant CA"), clock);
    KeyAndCertificate signer =
        authority.issueSigner(
            SigningPurpose.GRANTS,
            SignatureSuite.ICAO_P256,
            "Specimen Grant Signer",
            Period.ofYears(1));
    Certificates.writePem(grantCaPem(), authority.certificate());
    write(grantSignerPem(), grantSignerP12(), grantSignerPassword(), signer);
  }

  private void makeKeySigner(Clock clock) throws IOException, GeneralSecurityException {
    AuthorityTerms terms = AuthorityTerms.specimen(SignatureSuite.ICAO_P256);
    CountrySigningAuthority authority =
        CountrySigningAuthority.create(terms.named("Specimen Key CA"), clock);
    KeyAndCertificate signer =
        authority.issueSigner(
            SigningPurpose.CARD_KEYS,
            SignatureSuite.ICAO_P256,
            "Specimen Key Signer",
            Period.ofYears(1));
    Certificates.writePem(keyCaPem(), authority.certificate());
    write(keySignerPem(), keySignerP12(), keySignerPassword(), signer);
  }

  private static void write(Path pem, Path p12, Path passwordFile, KeyAndCertificate signer)
      throws IOException, GeneralSecurityException {
    X509Certificate certificate = signer.certificate();
    char[] password = KeyFile.newPassword(passwordFile);
    try {
      KeyFile.write(p12, password, ALIAS, signer);
    } finally {
      Arrays.fill(password, '\0');
    }
    Certificates.writePem(pem, certificate);
  }

  /** Country signing authority. */
  public Path cscaPem() {
    return folder.resolve("csca.pem");
  }

  /** Document signer's certificate. */
  public Path dscPem() {
    return folder.resolve("dsc.pem");
  }

  /** Document signer's key. */
  public Path dscP12() {
    return folder.resolve("dsc.p12");
  }

  /** File that holds the password of {@link #dscP12()}. */
  public Path dscPassword() {
    return folder.resolve("dsc.password");
  }

  /** Authority of profile signers. */
  public Path profileCaPem() {
    return folder.resolve("profile-ca.pem");
  }

  /** Profile signer's certificate. */
  public Path profileSignerPem() {
    return folder.resolve("profile-signer.pem");
  }

  /** Profile signer's key. */
  public Path profileSignerP12() {
    return folder.resolve("profile-signer.p12");
  }

  /** File that holds the password of {@link #profileSignerP12()}. */
  public Path profileSignerPassword() {
    return folder.resolve("profile-signer.password");
  }

  /** Authority of grant signers. */
  public Path grantCaPem() {
    return folder.resolve("grant-ca.pem");
  }

  /** Grant signer's certificate. */
  public Path grantSignerPem() {
    return folder.resolve("grant-signer.pem");
  }

  /** Grant signer's key. */
  public Path grantSignerP12() {
    return folder.resolve("grant-signer.p12");
  }

  /** File that holds the password of {@link #grantSignerP12()}. */
  public Path grantSignerPassword() {
    return folder.resolve("grant-signer.password");
  }

  /** Authority of senders of card keys. */
  public Path keyCaPem() {
    return folder.resolve("key-ca.pem");
  }

  /** Key signer's certificate. */
  public Path keySignerPem() {
    return folder.resolve("key-signer.pem");
  }

  /** Key signer's key. */
  public Path keySignerP12() {
    return folder.resolve("key-signer.p12");
  }

  /** File that holds the password of {@link #keySignerP12()}. */
  public Path keySignerPassword() {
    return folder.resolve("key-signer.password");
  }
}
