package org.countersign.station.app;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.Application;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.secret.SecretFile;
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

  final Path folder;
  final DemoAuthority authority;

  private StationFolder(Path folder, DemoAuthority authority) {
    this.folder = folder;
    this.authority = authority;
  }

  /** A good one with both shipped profiles and no device. */
  static StationFolder make(Path folder) throws IOException, GeneralSecurityException {
    DemoAuthority authority =
        DemoAuthority.create(SignatureSuite.ICAO_P256, folder.resolve("trust"), Clock.systemUTC());
    StationFolder made = new StationFolder(folder, authority);
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
    [grant]
    required = false
    [serials]
    prefix = "CS"
    first = 1
    last = 9999999
    [profiles]
    allow-unsigned = true
    [signing.ICAO-P256]
    pkcs12 = "trust/dsc.p12"
    password-file = "trust/dsc.password"
    [verification]
    csca = ["trust/csca.pem"]
    [keys]
    file = "keys.json"
    """;
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
