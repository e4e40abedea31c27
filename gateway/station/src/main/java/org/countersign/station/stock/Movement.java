package org.countersign.station.stock;

import java.util.List;
import java.util.Optional;

/**
 * Something that persons did with a batch or with cards.
 *
 * @param id the caller's, 1 to 64 of {@code A-Z a-z 0-9 . _ -}: the same one twice is done once
 * @param batch empty if cards are named
 * @param cards chip numbers, or ids of the jobs that the cards were for; to identify a card, {@code
 *     unread-N} and its chip number
 * @param quantity cards without a number: blanks, or waste that was never read; what was counted
 * @param device where a batch is opened or shut; empty for feeding by hand
 * @param by who did it
 * @param second who stood by
 */
public record Movement(
    String id,
    Action action,
    String batch,
    List<String> cards,
    long quantity,
    String device,
    Optional<Reason> reason,
    String by,
    Optional<String> second) {

  public Movement {
    cards = List.copyOf(cards);
  }
}
