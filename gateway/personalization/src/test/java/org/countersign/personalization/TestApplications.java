package org.countersign.personalization;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.countersign.apdu.Bytes;

/** Applications of people who do not exist. */
public final class TestApplications {

  /** 23 November 2026. */
  public static final Clock TODAY =
      Clock.fixed(Instant.parse("2026-11-23T08:00:00Z"), ZoneOffset.UTC);

  private TestApplications() {}

  /** A JPEG of that size, filled up to a number of bytes by a comment segment. */
  public static Bytes jpeg(int width, int height, int bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "jpg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Bytes plain = Bytes.of(out.toByteArray());
    int missing = bytes - plain.size() - 4;
    if (missing < 0) {
      return plain;
    }
    Bytes comment = Bytes.of(0xFF, 0xFE, (missing + 2) >> 8, missing + 2);
    return Bytes.concat(plain.slice(0, 2), comment, Bytes.of(new byte[missing]), plain.from(2));
  }

  /** Someone's residence permit with a portrait of 15 KB. */
  public static Application permit() {
    return new Application(
        "residence-permit", Optional.empty(), data(), Map.of("portrait", jpeg(240, 320, 15_000)));
  }

  /** Someone's residence registration card with a small portrait. */
  public static Application registration() {
    Map<String, String> data = new HashMap<>(data());
    data.remove("birthPlace");
    return new Application(
        "residence-registration-card",
        Optional.empty(),
        data,
        Map.of("portrait", jpeg(120, 160, 3_000)));
  }

  /** An application with one text changed; null takes it away. */
  public static Application with(
      Application base, String name, @org.jspecify.annotations.Nullable String value) {
    Map<String, String> data = new HashMap<>(base.data());
    if (value == null) {
      data.remove(name);
    } else {
      data.put(name, value);
    }
    return new Application(base.profile(), base.suite(), data, base.attachments());
  }

  /** An application with another portrait. */
  public static Application withPortrait(Application base, Bytes portrait) {
    return new Application(base.profile(), base.suite(), base.data(), Map.of("portrait", portrait));
  }

  private static Map<String, String> data() {
    return Map.ofEntries(
        Map.entry("familyName", "Müller-Ōno"),
        Map.entry("givenNames", "Lín Xiù"),
        Map.entry("nativeName", "林秀"),
        Map.entry("sex", "F"),
        Map.entry("birthDate", "1988-02-29"),
        Map.entry("nationality", "UTO"),
        Map.entry("personalNumber", "110105198802290025"),
        Map.entry("address", "北京市东城区和平里中街1号"),
        Map.entry("birthPlace", "Utopia"),
        Map.entry("expiryDate", "2036-11-22"));
  }
}
