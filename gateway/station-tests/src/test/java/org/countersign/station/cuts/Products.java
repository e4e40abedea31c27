package org.countersign.station.cuts;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.Application;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;

/** The shipped products, with keys that fit the virtual cards and people who do not exist. */
final class Products {

  static final Map<String, Profile> PROFILES =
      ShippedProfiles.all().stream().collect(Collectors.toMap(Profile::id, Function.identity()));

  /** SHA-256 of each, as a grant names it. */
  static final Map<String, String> HASHES =
      PROFILES.values().stream()
          .collect(Collectors.toMap(Profile::id, p -> p.hash().toHex().toLowerCase(Locale.ROOT)));

  static final MasterKeys KEYS = new MasterKeys(masters());

  private static final String PERMIT = "residence-permit";
  private static final String REGISTRATION = "residence-registration-card";

  /** The smallest portrait that the profile takes: the card's time is in its other commands. */
  private static final Bytes PORTRAIT = portrait();

  private static final Bytes SMALL = filled(PORTRAIT, 3_000);
  private static final Bytes LARGE = filled(PORTRAIT, 15_000);

  private Products() {}

  /** Filled up by a comment segment. */
  private static Bytes filled(Bytes jpeg, int bytes) {
    int missing = bytes - jpeg.size() - 4;
    Bytes comment = Bytes.of(0xFF, 0xFE, (missing + 2) >> 8, missing + 2);
    return Bytes.concat(jpeg.slice(0, 2), comment, Bytes.of(new byte[missing]), jpeg.from(2));
  }

  static String profile(CardKind kind) {
    return kind == CardKind.LDS ? PERMIT : REGISTRATION;
  }

  /**
   * Somebody's application.
   *
   * @param suite that the signing service has
   * @param whole with a portrait of the usual size
   */
  static Application application(CardKind kind, int number, String suite, boolean whole) {
    Map<String, String> data = new HashMap<>();
    data.put("familyName", "Specimen");
    data.put("givenNames", "Number " + "ABCDEFGHIJ".charAt(number % 10));
    data.put("nativeName", "样本");
    data.put("sex", "F");
    data.put("birthDate", "1988-02-29");
    data.put("nationality", "UTO");
    data.put("personalNumber", "11010519880229%04d".formatted(number));
    data.put("address", "1 Specimen Street");
    data.put("expiryDate", "2036-11-22");
    return new Application(
        profile(kind),
        Optional.of(suite),
        data,
        whole
            ? Map.of("portrait", kind == CardKind.LDS ? LARGE : SMALL)
            : kind == CardKind.LDS ? Map.of("portrait", PORTRAIT) : Map.of());
  }

  private static Map<String, Secret> masters() {
    Map<String, Secret> all = new HashMap<>();
    for (String name : List.of("transport", "personalization")) {
      all.put(name, Secret.of(CardSpec.testKey(16).toArray()));
    }
    for (String name : List.of("issuer", "reading")) {
      byte[] key = new byte[16];
      Arrays.fill(key, (byte) name.length());
      all.put(name, Secret.of(key));
    }
    return all;
  }

  private static Bytes portrait() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(90, 120, BufferedImage.TYPE_INT_RGB), "jpg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.of(out.toByteArray());
  }
}
