package org.countersign.trust.cardkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.countersign.trust.OpenSsl;
import org.countersign.trust.authority.StationRecipientKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CardKeyEnvelopeTest {

  private static final String CHIP = "8986001122334455AA01";

  @TempDir static Path folder;
  private static Envelopes envelopes;
  private static byte[] sealed;

  @BeforeAll
  static void seal() throws Exception {
    envelopes = Envelopes.in(folder);
    sealed = envelopes.seal(Envelopes.bundle(CHIP));
  }

  private static void refused(ThrowingCallable opening, String... words) {
    assertThatExceptionOfType(EnvelopeRefused.class)
        .isThrownBy(opening)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void a_station_opens_what_its_authority_sent() throws Exception {
    try (CardKeyBundle bundle = envelopes.opener().open(sealed, false)) {
      assertThat(bundle.station()).isEqualTo("st-1");
      assertThat(bundle.job()).isEqualTo("job-1");
      assertThat(bundle.notBefore()).isEqualTo(Envelopes.NOW);
      assertThat(bundle.notAfter()).isEqualTo(Envelopes.NOW.plus(Duration.ofHours(8)));
      CardKeyBundle.Card card = bundle.card(CHIP).orElseThrow();
      assertThat(card.keys()).extracting(CardKey::set).containsExactly("transport", "issuer");
      assertThat(card.keys()).extracting(CardKey::role).containsExactly("enc", "dek");
      assertThat(card.keys()).extracting(CardKey::version).containsExactly(1, 2);
      assertThat(card.keys().get(0).value()).isEqualTo(Envelopes.ENC);
      assertThat(card.keys().get(1).value()).isEqualTo(Envelopes.DEK);
      assertThat(bundle.card("8986001122334455AA02")).isEmpty();
    }
  }

  @Test
  void a_thousand_cards_fit_into_one_envelope() throws Exception {
    String[] chips =
        IntStream.range(0, 1_000).mapToObj("89860011223344%06X"::formatted).toArray(String[]::new);
    byte[] many = envelopes.seal(Envelopes.bundle(chips));
    assertThat(many.length).isLessThan(EnvelopeOpener.LARGEST);
    try (CardKeyBundle bundle = envelopes.opener().open(many, false)) {
      assertThat(bundle.cards()).hasSize(1_000);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Envelopes.bundle(CHIP, CHIP))
        .withMessageContaining("twice");
  }

  @Test
  void no_key_stands_in_an_envelope_in_clear() {
    assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("0123456789abcdef", "job-1", "transport");
  }

  @Test
  void a_change_of_any_byte_is_noticed() throws Exception {
    EnvelopeOpener opener = envelopes.opener();
    for (int at = 0; at < sealed.length; at += 3) {
      byte[] altered = sealed.clone();
      altered[at] ^= 0x01;
      assertThatExceptionOfType(EnvelopeRefused.class)
          .as("byte %d", at)
          .isThrownBy(() -> opener.open(altered, false));
    }
  }

  @Test
  void nothing_and_something_else_are_no_envelopes() throws Exception {
    EnvelopeOpener opener = envelopes.opener();
    refused(() -> opener.open(new byte[0], false), "no signed message");
    refused(() -> opener.open(new byte[] {0x30, 0x00}, false), "no signed message");
    refused(() -> opener.open(new byte[EnvelopeOpener.LARGEST + 1], false), "at most");
  }

  @Test
  void whoever_signs_profiles_or_grants_cannot_send_keys() throws Exception {
    byte[] byGrantSigner =
        envelopes.sealBy(
            envelopes.authority.grantSignerP12(),
            envelopes.authority.grantSignerPassword(),
            Envelopes.bundle(CHIP));
    refused(
        () -> envelopes.opener().open(byGrantSigner, false),
        "not from the authority",
        "not pinned",
        "[wrapping] authority");
  }

  @Test
  void another_stations_key_does_not_open_it() throws Exception {
    StationRecipientKey other = Envelopes.recipient(folder.resolve("other"));
    other.create("st-2", Clock.systemUTC());
    try (RecipientKey key = Pkcs12RecipientKey.open(other.keyFile(), other.passwordFile())) {
      EnvelopeOpener opener = envelopes.opener(key, Clock.systemUTC());
      refused(() -> opener.open(sealed, false), "another station's certificate");
    }
  }

  @Test
  void a_signer_whose_certificate_has_ended_counts_for_cards_that_were_begun_alone()
      throws Exception {
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(500));
    EnvelopeOpener opener = envelopes.opener(envelopes.key(), later);
    refused(() -> opener.open(sealed, false), "may not sign now");
    try (CardKeyBundle bundle = opener.open(sealed, true)) {
      assertThat(bundle.cards()).hasSize(1);
    }
  }

  @Test
  void openssl_verifies_and_decrypts_it_too() throws Exception {
    Path work = Files.createDirectories(folder.resolve("openssl"));
    OpenSsl openssl = new OpenSsl(work);
    Files.write(work.resolve("envelope.der"), sealed);
    Path ca = envelopes.authority.keyCaPem();
    OpenSsl.Result verified =
        openssl.run(
            "cms",
            "-verify",
            "-inform",
            "DER",
            "-in",
            "envelope.der",
            "-CAfile",
            ca.toString(),
            "-purpose",
            "any",
            "-binary",
            "-out",
            "inner.der");
    assertThat(verified.exit()).as(verified.output()).isZero();
    OpenSsl.Result exported =
        openssl.run(
            "pkcs12",
            "-in",
            envelopes.station.keyFile().toString(),
            "-nodes",
            "-nocerts",
            "-passin",
            "file:" + envelopes.station.passwordFile(),
            "-out",
            "key.pem");
    assertThat(exported.exit()).as(exported.output()).isZero();
    OpenSsl.Result decrypted =
        openssl.run(
            "cms",
            "-decrypt",
            "-inform",
            "DER",
            "-in",
            "inner.der",
            "-binary",
            "-recip",
            envelopes.station.certificateFile().toString(),
            "-inkey",
            "key.pem",
            "-out",
            "bundle.der");
    assertThat(decrypted.exit()).as(decrypted.output()).isZero();
    assertThat(Files.readAllBytes(work.resolve("bundle.der")))
        .isEqualTo(BundleCodec.encode(Envelopes.bundle(CHIP)));
  }
}
