package org.countersign.station.custody;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.profile.Expression.KeySet;
import org.countersign.personalization.profile.KeyUses;
import org.countersign.personalization.profile.Profile;
import org.countersign.trust.cardkeys.CardKey;
import org.countersign.trust.cardkeys.CardKeyBundle;

/** Derives the keys of cards from master keys, as an authority does before it wraps them. */
public final class CardKeyDerivation {

  /**
   * A chip of a list.
   *
   * @param number the chip's own number, as the profile reads it
   * @param diversification what it answers to INITIALIZE UPDATE, for key sets that are derived from
   *     that
   */
  public record Chip(Bytes number, Optional<Bytes> diversification) {}

  private final Profile profile;
  private final KeySource masters;
  private final Map<String, Integer> versions;

  /**
   * For a product.
   *
   * @param versions of the master keys, by key set: the sets that are wrapped
   */
  public CardKeyDerivation(Profile profile, KeySource masters, Map<String, Integer> versions) {
    this.profile = profile;
    this.masters = masters;
    this.versions = Map.copyOf(versions);
  }

  /**
   * A delivery list: one chip a line, its number and, behind a blank, its key diversification data,
   * in hexadecimal digits; {@code #} begins a remark.
   *
   * @throws IllegalArgumentException names the first line that is none
   */
  public static List<Chip> chips(List<String> lines) {
    List<Chip> chips = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      if (!line.isEmpty()) {
        String[] parts = line.toUpperCase(Locale.ROOT).split("\\s+", -1);
        boolean right = Arrays.stream(parts).allMatch(part -> part.matches("([0-9A-F]{2}){1,32}"));
        if (!right || parts.length > 2) {
          throw new IllegalArgumentException(
              "line " + (i + 1) + ": a chip number and, if needed, diversification data, in hex");
        }
        chips.add(
            new Chip(
                Bytes.hex(parts[0]),
                parts.length == 2 ? Optional.of(Bytes.hex(parts[1])) : Optional.empty()));
      }
    }
    return chips;
  }

  /**
   * All keys that the profile uses of the wrapped sets.
   *
   * @throws KeyUnavailableException if a master key is missing
   * @throws IllegalArgumentException if a chip's diversification data are needed and missing
   */
  public CardKeyBundle.Card keys(Chip chip) throws KeyUnavailableException {
    List<CardKey> keys = new ArrayList<>();
    for (KeySource.Name name : names()) {
      KeySet set = Objects.requireNonNull(profile.keys().get(name.set()), name.set());
      int version = Objects.requireNonNull(versions.get(name.set()));
      KeySource.Request request =
          new KeySource.Request(name.set(), name.role(), set.method(), input(set, chip));
      try (Secret key = masters.key(request)) {
        byte[] value = key.toArray();
        keys.add(new CardKey(name.set(), name.role(), version, value));
        Arrays.fill(value, (byte) 0);
      }
    }
    return new CardKeyBundle.Card(chip.number().toHex(), keys);
  }

  private Set<KeySource.Name> names() {
    Set<KeySource.Name> names = new HashSet<>(KeyUses.of(profile));
    names.removeIf(name -> !versions.containsKey(name.set()));
    return names;
  }

  private static Bytes input(KeySet set, Chip chip) {
    return switch (set.input()) {
      case NONE -> Bytes.empty();
      case CHIP_ID -> chip.number();
      case CHANNEL ->
          chip.diversification()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "chip "
                          + chip.number().toHex()
                          + ": keys "
                          + set.name()
                          + " are derived from its diversification data, which are not given"));
    };
  }
}
