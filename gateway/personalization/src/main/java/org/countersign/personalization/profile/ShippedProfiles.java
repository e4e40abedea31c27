package org.countersign.personalization.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The profiles that come with the product, and their schema. */
public final class ShippedProfiles {

  /** Ids of the shipped profiles. */
  public static final List<String> IDS = List.of("residence-permit", "residence-registration-card");

  private static final String FOLDER = "/org/countersign/personalization/profiles/";

  private ShippedProfiles() {}

  /** All of them. */
  public static List<Profile> all() {
    return IDS.stream().map(ShippedProfiles::profile).toList();
  }

  /**
   * One of them.
   *
   * @throws IllegalArgumentException if there is none of that id
   */
  public static Profile profile(String id) {
    String file = id + ".json";
    return switch (ProfileReader.read(file, bytes(file))) {
      case ProfileReader.Reading.Good good -> good.profile();
      case ProfileReader.Reading.Bad bad ->
          throw new IllegalStateException("shipped profile is broken: " + bad.problems());
    };
  }

  /** The JSON of one of them, as it is shipped. */
  public static byte[] json(String id) {
    return bytes(id + ".json");
  }

  /** The JSON of a test card's profile, as it is shipped, see {@link TestCardReader}. */
  public static byte[] testCard() {
    return bytes("file-test-card.json");
  }

  /** The JSON Schema (2020-12) of profiles. */
  public static byte[] schema() {
    return bytes("profile.schema.json");
  }

  private static byte[] bytes(String file) {
    try (InputStream in = ShippedProfiles.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no shipped profile " + file + "; there are " + IDS);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
