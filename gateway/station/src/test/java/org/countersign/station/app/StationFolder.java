package org.countersign.station.app;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.Application;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.authority.GrantAuthority;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.secret.SecretFile;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.suite.SignatureSuite;

/** A configuration folder that a station starts from, as a test wants it. */
public final class StationFolder {

  private static final String KEYS =
      """
      {"keys": {
        "transport": {"algorithm": "AES", "value": "404142434445464748494A4B4C4D4E4F"},
        "personalization": {"algorithm": "AES", "value": "404142434445464748494A4B4C4D4E4F"},
        "issuer":    {"algorithm": "AES", "value": "505152535455565758595A5B5C5D5E5F"},
        "reading":   {"algorithm": "AES", "value": "606162636465666768696A6B6C6D6E6F"}}}
      """;

  private static final String GRANTED =
      """
      [grant]
      authority = ["trust/grant-ca.pem"]\
      """;

  private static final String PILOT =
      """
      [grant]
      required = false
      [serials]
      prefix = "CS"
      first = 1
      last = 9999999\
      """;

  /** Keys of the test cards. */
  static final String TEST_KEYS = "secrets/test-card.json";

  final Path folder;
  final DemoAuthority authority;

  private final boolean pilot;

  private StationFolder(Path folder, DemoAuthority authority, boolean pilot) {
    this.folder = folder;
    this.authority = authority;
    this.pilot = pilot;
  }

  /** A good one with both shipped profiles, a large grant, and no device. */
  static StationFolder make(Path folder) throws Exception {
    StationFolder made = make(folder, false);
    made.grant(9_999_999);
    return made;
  }

  /** The same of a station that needs no grant. */
  static StationFolder makePilot(Path folder) throws IOException, GeneralSecurityException {
    return make(folder, true);
  }

  private static StationFolder make(Path folder, boolean pilot)
      throws IOException, GeneralSecurityException {
    DemoAuthority authority =
        DemoAuthority.create(SignatureSuite.ICAO_P256, folder.resolve("trust"), Clock.systemUTC());
    StationFolder made = new StationFolder(folder, authority, pilot);
    SecretFile.create(folder.resolve("keys.json"), KEYS);
    Files.createDirectories(folder.resolve("profiles.d"));
    Files.createDirectories(folder.resolve("devices.d"));
    for (String id : ShippedProfiles.IDS) {
      Files.write(folder.resolve("profiles.d").resolve(id + ".json"), ShippedProfiles.json(id));
    }
    made.station(made.toml());
    return made;
  }

  /** The main file, with every required key and nothing else. */
  String toml() {
    return """
    [station]
    id = "st-1"
    district = "d-1"
    [http]
    port = 0
    %s
    [profiles]
    allow-unsigned = true
    [signing.ICAO-P256]
    pkcs12 = "trust/dsc.p12"
    password-file = "trust/dsc.password"
    [verification]
    csca = ["trust/csca.pem"]
    [keys]
    file = "keys.json"
    """
        .formatted(pilot ? PILOT : GRANTED);
  }

  /**
   * Adds test cards to the main file as it stands, with their profile as it is shipped.
   *
   * @param key of the test cards, hex
   * @param chips their numbers, hex
   */
  void testCards(String key, String... chips) throws IOException {
    Files.write(folder.resolve("test-card.json"), ShippedProfiles.testCard());
    Files.deleteIfExists(folder.resolve(TEST_KEYS));
    SecretFile.create(
        folder.resolve(TEST_KEYS),
        "{\"keys\": {\"test\": {\"algorithm\": \"AES\", \"value\": \"%s\"}}}".formatted(key));
    station(
        toml()
            + """
            [self-test]
            test-cards = ["%s"]
            test-card-profile = "test-card.json"
            test-card-keys = "%s"
            """
                .formatted(String.join("\", \"", chips), TEST_KEYS));
  }

  /**
   * Replaces the grant that is taken at the first start: the station's first, for so many cards.
   */
  void grant(long cards) throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Grant grant =
        new Grant(
            1,
            "st-1",
            1,
            List.of(new Grant.Serials("CS", 1, 9_999_999)),
            ShippedProfiles.all().stream()
                .map(p -> new Grant.Product(p.id(), p.hash().toHex().toLowerCase(Locale.ROOT)))
                .toList(),
            cards,
            now.minus(Duration.ofHours(1)),
            now.plus(Duration.ofDays(90)),
            Optional.empty(),
            Grant.Head.EMPTY);
    Clock clock = Clock.systemUTC();
    try (Signer signer =
        Pkcs12Signer.open(authority.grantSignerP12(), authority.grantSignerPassword(), clock)) {
      GrantAuthority.write(
          new GrantAuthority(signer, clock).sign(grant), folder.resolve("grant.json"));
    }
  }

  void station(String toml) throws IOException {
    Files.writeString(folder.resolve("station.toml"), toml);
  }

  void device(String id, String toml) throws IOException {
    Files.writeString(folder.resolve("devices.d").resolve(id + ".toml"), toml);
  }

  /** A good application, a little different for each number. */
  public static Application application(String profile, int number) {
    Map<String, String> data =
        new HashMap<>(
            Map.of(
                "familyName", "Zhang",
                "givenNames", "San",
                "nativeName", "张三",
                "sex", "F",
                "birthDate", "1988-02-29",
                "nationality", "UTO",
                "personalNumber", "11010519880229%04d".formatted(number),
                "address", "北京市东城区和平里中街1号",
                "birthPlace", "Utopia",
                "expiryDate", "2036-01-01"));
    if (profile.equals("residence-registration-card")) {
      data.remove("birthPlace");
    }
    int scale = profile.equals("residence-permit") ? 2 : 1;
    return new Application(
        profile, Optional.empty(), data, Map.of("portrait", jpeg(120 * scale, 160 * scale)));
  }

  private static Bytes jpeg(int width, int height) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "jpg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.of(out.toByteArray());
  }
}
