package org.countersign.trust.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.countersign.trust.Specimen;
import org.countersign.trust.authority.AuthorityTerms;
import org.countersign.trust.authority.CountrySigningAuthority;
import org.countersign.trust.authority.CurveParameters;
import org.countersign.trust.authority.DocumentSignerTerms;
import org.countersign.trust.cardkeys.CardKeyBundle;
import org.countersign.trust.cardkeys.EnvelopeOpener;
import org.countersign.trust.cardkeys.Envelopes;
import org.countersign.trust.cardkeys.Pkcs11RecipientKey;
import org.countersign.trust.cardkeys.RecipientKey;
import org.countersign.trust.passive.PassiveAuthentication;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

@DisplayNameGeneration(ReplaceUnderscores.class)
class Pkcs11SignerIT {

  private static final byte[] MESSAGE = {1, 2, 3};

  /** One for all: the library sees only tokens that are there when it starts. */
  @TempDir static Path folder;

  static SoftHsm hsm;

  final String label = "key-" + UUID.randomUUID().toString().substring(0, 8);
  Provider ceremony;
  KeyStore store;

  @BeforeAll
  static void token() throws Exception {
    hsm = SoftHsm.create(folder, "cs-" + UUID.randomUUID().toString().substring(0, 8));
  }

  @BeforeEach
  void login() throws Exception {
    ceremony = hsm.provider();
    store = hsm.store(ceremony);
  }

  private KeyPair generate(SignatureSuite suite) throws Exception {
    return switch (suite) {
      case ICAO_P256 -> hsm.generate(ceremony, "EC", 256);
      case ICAO_P384 -> hsm.generate(ceremony, "EC", 384);
      default -> hsm.generate(ceremony, "RSA", 3072);
    };
  }

  private X509Certificate certify(KeyPair pair) throws Exception {
    return Specimen.of(SignatureSuite.ICAO_P256)
        .csca
        .certifyDocumentSigner(pair.getPublic(), DocumentSignerTerms.residenceCards("Token DS"));
  }

  private X509Certificate install(SignatureSuite suite) throws Exception {
    KeyPair pair = generate(suite);
    X509Certificate certificate = certify(pair);
    hsm.put(store, label, pair.getPrivate(), certificate);
    return certificate;
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "GM_SM2")
  void a_token_signs_cards_that_are_good(SignatureSuite suite) throws Exception {
    X509Certificate certificate = install(suite);
    try (Signer signer = Pkcs11Signer.open(hsm.token(label), Specimen.CLOCK)) {
      byte[] sod = new SodSigner(signer, Specimen.CLOCK).sign(Specimen.dataGroups());
      assertThat(signer.suite()).isEqualTo(suite);
      assertThat(signer.certificate()).isEqualTo(certificate);
      assertThat(signer.health().ready()).isTrue();
      assertThat(
              Specimen.of(SignatureSuite.ICAO_P256)
                  .inspection()
                  .verify(sod, Specimen.dataGroups())
                  .summary())
          .isEqualTo("good");
    }
  }

  @Test
  void a_certificate_with_an_explicit_curve_comes_from_a_file() throws Exception {
    AuthorityTerms terms =
        AuthorityTerms.specimen(SignatureSuite.ICAO_P256).with(CurveParameters.EXPLICIT);
    CountrySigningAuthority csca = CountrySigningAuthority.create(terms, Specimen.CLOCK);
    KeyPair pair = generate(SignatureSuite.ICAO_P256);
    hsm.put(store, label, pair.getPrivate(), certify(pair));
    Path pem = folder.resolve("dsc.pem");
    Certificates.writePem(
        pem,
        csca.certifyDocumentSigner(
            pair.getPublic(), DocumentSignerTerms.residenceCards("Explicit DS")));
    try (Signer signer = Pkcs11Signer.open(hsm.token(label), pem, Specimen.CLOCK)) {
      byte[] sod = new SodSigner(signer, Specimen.CLOCK).sign(Specimen.dataGroups());
      PassiveAuthentication inspection =
          PassiveAuthentication.trusting(List.of(csca.certificate()), Specimen.CLOCK);
      assertThat(inspection.verify(sod, Specimen.dataGroups()).summary()).isEqualTo("good");
    }
  }

  @Test
  void a_token_opens_envelopes_of_card_keys_and_goes_on_after_a_lost_session() throws Exception {
    KeyPair pair = hsm.generate(ceremony, "EC", 256);
    X509Certificate certificate = certify(pair);
    hsm.put(store, label, pair.getPrivate(), certificate);
    Envelopes envelopes = Envelopes.in(folder.resolve(label));
    byte[] sealed = envelopes.seal(Envelopes.bundle("8986"), certificate);
    try (RecipientKey key = Pkcs11RecipientKey.open(hsm.token(label))) {
      EnvelopeOpener opener = envelopes.opener(key, Clock.systemUTC());
      try (CardKeyBundle bundle = opener.open(sealed, false)) {
        assertThat(bundle.card("8986").orElseThrow().keys().get(0).value())
            .isEqualTo(Envelopes.ENC);
      }
      ((AuthProvider) ceremony).logout();
      try (CardKeyBundle bundle = opener.open(sealed, false)) {
        assertThat(bundle.cards()).hasSize(1);
      }
    }
  }

  /** A recipient key whose PIN file says something else since it was opened. */
  private Pkcs11RecipientKey withPinChanged(KeyPair pair) throws Exception {
    hsm.put(store, label, pair.getPrivate(), certify(pair));
    Path pin = hsm.writePin(label + ".pin", SoftHsm.PIN);
    Pkcs11RecipientKey key =
        Pkcs11RecipientKey.open(new Pkcs11Token(hsm.library, hsm.label, pin, label));
    hsm.writePin(label + ".pin", "998877");
    return key;
  }

  @Test
  void a_recipient_key_does_not_try_a_refused_PIN_again() throws Exception {
    KeyPair pair = hsm.generate(ceremony, "EC", 256);
    try (RecipientKey key = withPinChanged(pair)) {
      ((AuthProvider) ceremony).logout();
      assertThatThrownBy(() -> key.agree(pair.getPublic())).isInstanceOf(PinRefused.class);
      hsm.writePin(label + ".pin", SoftHsm.PIN);
      assertThatThrownBy(() -> key.agree(pair.getPublic()))
          .isInstanceOf(SignerException.class)
          .hasMessageContaining("was refused before");
    }
  }

  @Test
  void a_recipient_key_that_opens_its_session_anew_logs_nobody_out() throws Exception {
    KeyPair pair = hsm.generate(ceremony, "EC", 256);
    KeyPair none = hsm.generate(ceremony, "RSA", 2048);
    try (RecipientKey key = withPinChanged(pair)) {
      // No key to agree with: refused before and after the session is opened anew.
      assertThatThrownBy(() -> key.agree(none.getPublic()))
          .isInstanceOf(SignerException.class)
          .hasMessageContaining("did not agree");
      requireStillLoggedIn(pair);
    }
  }

  /** Another session of this process on the token; a refused PIN could not have logged it in. */
  private void requireStillLoggedIn(KeyPair pair) throws Exception {
    Signature others = Signature.getInstance("SHA256withECDSA", ceremony);
    others.initSign(pair.getPrivate());
    others.update(MESSAGE);
    assertThat(others.sign()).isNotEmpty();
  }

  @Test
  void a_signer_that_opens_its_session_anew_logs_nobody_out() throws Exception {
    KeyPair others = hsm.generate(ceremony, "EC", 256);
    install(SignatureSuite.ICAO_P256);
    Path pin = hsm.writePin(label + ".pin", SoftHsm.PIN);
    Pkcs11Token token = new Pkcs11Token(hsm.library, hsm.label, pin, label);
    try (Signer signer = Pkcs11Signer.open(token, Specimen.CLOCK)) {
      hsm.writePin(label + ".pin", "998877");
      store.deleteEntry(label);
      assertThatThrownBy(() -> signer.sign(MESSAGE))
          .isInstanceOf(SignerException.class)
          .hasMessageContaining("no key \"" + label + "\"");
      requireStillLoggedIn(others);
    }
  }

  @Test
  void a_token_that_was_logged_out_is_opened_again() throws Exception {
    install(SignatureSuite.ICAO_P256);
    try (Signer signer = Pkcs11Signer.open(hsm.token(label), Specimen.CLOCK)) {
      signer.sign(MESSAGE);
      ((AuthProvider) ceremony).logout();
      signer.sign(MESSAGE);
      assertThat(signer.health().ready()).isTrue();
    }
  }

  /** CKR_… of PKCS#11 2.40 that a token answers who was pulled, restarted or shared. */
  enum Lost {
    GENERAL_ERROR(0x05),
    DEVICE_ERROR(0x30),
    DEVICE_REMOVED(0x32),
    KEY_HANDLE_INVALID(0x60),
    SESSION_CLOSED(0xB0),
    SESSION_HANDLE_INVALID(0xB3),
    TOKEN_NOT_PRESENT(0xE0),
    USER_NOT_LOGGED_IN(0x101),
    CRYPTOKI_NOT_INITIALIZED(0x190);

    private final long code;

    Lost(long code) {
      this.code = code;
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_lost_session_costs_no_signature_and_no_restart(Lost answer) throws Throwable {
    install(SignatureSuite.ICAO_P256);
    try (FaultyLibrary faulty = new FaultyLibrary(hsm.library);
        Signer signer = Pkcs11Signer.open(hsm.token(label), Specimen.CLOCK)) {
      faulty.fail(answer.code, 1);
      signer.sign(MESSAGE);
      assertThat(faulty.left()).as("the fault was met").isZero();
      assertThat(signer.health().ready()).isTrue();
    }
  }

  @Test
  void a_token_that_is_away_for_longer_is_told_of_and_signs_when_it_is_back() throws Throwable {
    install(SignatureSuite.ICAO_P256);
    try (FaultyLibrary faulty = new FaultyLibrary(hsm.library);
        Signer signer = Pkcs11Signer.open(hsm.token(label), Specimen.CLOCK)) {
      faulty.fail(Lost.DEVICE_REMOVED.code, Integer.MAX_VALUE);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> signer.sign(MESSAGE))
            .isInstanceOf(SignerException.class)
            .hasMessageContaining(hsm.label)
            .hasMessageContaining("CKR_DEVICE_REMOVED");
      }
      assertThat(signer.health().ready()).isFalse();
      assertThat(signer.health().detail()).contains(hsm.label, "CKR_DEVICE_REMOVED");
      faulty.fail(0, 0);
      assertThat(signer.proves(new byte[32])).isTrue();
      assertThat(signer.health().ready()).isTrue();
    }
  }

  @Test
  void sessions_that_another_user_of_the_library_closed_are_opened_again() throws Throwable {
    install(SignatureSuite.ICAO_P256);
    try (FaultyLibrary real = new FaultyLibrary(hsm.library);
        Signer signer = Pkcs11Signer.open(hsm.token(label), Specimen.CLOCK)) {
      signer.sign(MESSAGE);
      assertThat(real.closeAllSessions(TokenSlots.find(hsm.library, hsm.label))).isZero();
      signer.sign(MESSAGE);
      assertThat(signer.health().ready()).isTrue();
    }
  }

  @Test
  void a_library_that_was_finalized_is_initialized_again() throws Throwable {
    install(SignatureSuite.ICAO_P256);
    try (FaultyLibrary real = new FaultyLibrary(hsm.library);
        Signer signer = Pkcs11Signer.open(hsm.token(label), Specimen.CLOCK)) {
      signer.sign(MESSAGE);
      assertThat(real.finish()).isZero();
      signer.sign(MESSAGE);
      assertThat(signer.health().ready()).isTrue();
    }
  }

  @Test
  void another_certificate_than_the_keys_is_refused() throws Exception {
    install(SignatureSuite.ICAO_P256);
    Path pem = folder.resolve("other.pem");
    Certificates.writePem(pem, Specimen.of(SignatureSuite.ICAO_P256).dsc.certificate());
    assertThatThrownBy(() -> Pkcs11Signer.open(hsm.token(label), pem, Specimen.CLOCK))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining(hsm.label)
        .hasMessageContaining("does not belong to certificate");
  }

  @Test
  void a_certificate_whose_time_is_over_is_refused() throws Exception {
    install(SignatureSuite.ICAO_P256);
    Clock late = Clock.offset(Specimen.CLOCK, Duration.ofDays(93));
    assertThatThrownBy(() -> Pkcs11Signer.open(hsm.token(label), late))
        .hasMessageContaining("was allowed to sign until");
  }

  @Test
  void a_wrong_PIN_is_named_by_its_file_and_never_shown() throws Exception {
    install(SignatureSuite.ICAO_P256);
    ((AuthProvider) ceremony).logout();
    Path wrong = hsm.writePin("wrong-pin", "998877");
    Pkcs11Token token = new Pkcs11Token(hsm.library, hsm.label, wrong, label);
    assertThatThrownBy(() -> Pkcs11Signer.open(token, Specimen.CLOCK))
        .isInstanceOf(PinRefused.class)
        .hasMessageContaining(wrong.toString())
        .hasMessageNotContaining("998877");
  }

  @Test
  void missing_library_token_and_key_are_named() throws Exception {
    install(SignatureSuite.ICAO_P256);
    Path nowhere = folder.resolve("libnothing.so");
    assertThatThrownBy(() ->
            Pkcs11Signer.open(
                new Pkcs11Token(nowhere, hsm.label, hsm.pinFile, label), Specimen.CLOCK))
        .hasMessageContaining(nowhere.toString());
    assertThatThrownBy(() ->
            Pkcs11Signer.open(
                new Pkcs11Token(hsm.library, "no such", hsm.pinFile, label), Specimen.CLOCK))
        .hasMessageContaining("\"no such\"")
        .hasMessageContaining(hsm.label);
    assertThatThrownBy(() -> Pkcs11Signer.open(hsm.token("other"), Specimen.CLOCK))
        .hasMessageContaining("no key \"other\"")
        .hasMessageContaining(label);
  }
}
