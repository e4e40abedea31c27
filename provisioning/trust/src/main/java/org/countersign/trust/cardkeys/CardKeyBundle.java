package org.countersign.trust.cardkeys;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keys of the cards of which one may be drawn for a job: what an envelope holds.
 *
 * @param station id of the station that may use them
 * @param job id of the job that they are for
 * @param notBefore when a card may be begun with them
 * @param notAfter until when; to the second
 * @param cards 1 to {@value #MOST_CARDS}, no chip twice
 */
public record CardKeyBundle(
    String station, String job, Instant notBefore, Instant notAfter, List<Card> cards)
    implements AutoCloseable {

  /** Cards of the largest bundle. */
  public static final int MOST_CARDS = 1_000;

  /** Keys of the richest card. */
  public static final int MOST_KEYS = 32;

  /**
   * The keys of one card.
   *
   * @param chip the chip's own number, 1 to 32 bytes in upper-case hexadecimal digits
   * @param keys 1 to {@value #MOST_KEYS}
   */
  public record Card(String chip, List<CardKey> keys) {

    private static final Pattern CHIP = Pattern.compile("([0-9A-F]{2}){1,32}");

    public Card {
      keys = List.copyOf(keys);
      if (!CHIP.matcher(chip).matches()) {
        throw new IllegalArgumentException("a chip number is 1 to 32 bytes in hex");
      }
      if (keys.isEmpty() || keys.size() > MOST_KEYS) {
        throw new IllegalArgumentException(
            keys.size() + " keys of chip " + chip + "; 1 to " + MOST_KEYS);
      }
    }

    @Override
    public String toString() {
      return "Card[" + chip + " " + keys + "]";
    }
  }

  /**
   * Checks what it says of itself.
   *
   * @throws IllegalArgumentException if something does not fit
   */
  public CardKeyBundle {
    cards = List.copyOf(cards);
    if (cards.isEmpty() || cards.size() > MOST_CARDS) {
      throw new IllegalArgumentException(cards.size() + " cards; 1 to " + MOST_CARDS);
    }
    if (!notBefore.isBefore(notAfter)) {
      throw new IllegalArgumentException("ends at " + notAfter + ", before it begins");
    }
    Set<String> chips = new HashSet<>();
    for (Card card : cards) {
      if (!chips.add(card.chip())) {
        throw new IllegalArgumentException("chip " + card.chip() + " stands twice");
      }
    }
  }

  /** The keys of a chip. */
  public Optional<Card> card(String chip) {
    return cards.stream().filter(card -> card.chip().equals(chip)).findFirst();
  }

  /** Zeroes all keys. */
  @Override
  public void close() {
    cards.forEach(card -> card.keys().forEach(CardKey::close));
  }

  @Override
  public String toString() {
    return "CardKeyBundle[job " + job + " at " + station + ", " + cards.size() + " card(s)]";
  }
}
