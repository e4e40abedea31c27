package org.countersign.trust.cardkeys;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.authority.StationRecipientKey;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;

/** An authority of card keys and a station that it sends them to. */
public final class Envelopes {

  public static final byte[] ENC =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  static final byte[] DEK = new byte[32];
  static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  final DemoAuthority authority;
  final StationRecipientKey station;
  private final Clock clock;

  private Envelopes(DemoAuthority authority, StationRecipientKey station, Clock clock) {
    this.authority = authority;
    this.station = station;
    this.clock = clock;
  }

  public static Envelopes in(Path folder) throws Exception {
    Clock clock = Clock.systemUTC();
    Envelopes made =
        new Envelopes(
            DemoAuthority.create(SignatureSuite.ICAO_P256, folder.resolve("trust"), clock),
            recipient(folder.resolve("station")),
            clock);
    made.station.create("st-1", clock);
    return made;
  }

  static StationRecipientKey recipient(Path folder) {
    return new StationRecipientKey(
        folder.resolve("wrapping.p12"),
        folder.resolve("wrapping.password"),
        folder.resolve("wrapping.pem"));
  }

  public static CardKeyBundle bundle(String... chips) {
    return new CardKeyBundle(
        "st-1",
        "job-1",
        NOW,
        NOW.plus(Duration.ofHours(8)),
        List.of(chips).stream()
            .map(chip ->
                new CardKeyBundle.Card(
                    chip,
                    List.of(
                        new CardKey("transport", "enc", 1, ENC),
                        new CardKey("issuer", "dek", 2, DEK))))
            .toList());
  }

  byte[] seal(CardKeyBundle bundle) throws Exception {
    return sealBy(authority.keySignerP12(), authority.keySignerPassword(), bundle);
  }

  byte[] sealBy(Path p12, Path password, CardKeyBundle bundle) throws Exception {
    return seal(p12, password, bundle, Certificates.readOnePem(station.certificateFile()));
  }

  /** To a station of another key. */
  public byte[] seal(CardKeyBundle bundle, X509Certificate to) throws Exception {
    return seal(authority.keySignerP12(), authority.keySignerPassword(), bundle, to);
  }

  private byte[] seal(Path p12, Path password, CardKeyBundle bundle, X509Certificate to)
      throws Exception {
    try (Signer signer = Pkcs12Signer.open(p12, password, clock)) {
      return new CardKeyAuthority(signer, clock).seal(bundle, to);
    }
  }

  RecipientKey key() throws Exception {
    return Pkcs12RecipientKey.open(station.keyFile(), station.passwordFile());
  }

  EnvelopeOpener opener() throws Exception {
    return opener(key(), clock);
  }

  public EnvelopeOpener opener(RecipientKey key, Clock at) throws Exception {
    return new EnvelopeOpener(key, Certificates.readPem(authority.keyCaPem()), at);
  }
}
