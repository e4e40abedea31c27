package org.countersign.station.stock;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A batch of one product. The counts add up to {@code received}, always.
 *
 * @param id from the carton's label: 1 to 64 of {@code A-Z a-z 0-9 . _ -}; cards that were taken
 *     while no batch was open are in one whose id begins with {@link #UNBATCHED}
 * @param product profile id; empty if it is not known
 * @param received cards that it has accounted for: as labelled, and more that turned up
 * @param surplus how many of them turned up though the label did not promise them
 * @param receivedAtMillis since 1970; 0 for cards without a batch
 * @param receivedBy operator; empty for cards without a batch
 * @param label further facts from the carton, for example a range of chip numbers
 * @param counts cards by state, every state
 * @param openFor where blanks are taken from it now: devices, and the empty text for those without
 *     a batch of their own
 */
public record Batch(
    String id,
    String product,
    long received,
    long surplus,
    long receivedAtMillis,
    String receivedBy,
    String label,
    Map<CardState, Long> counts,
    Set<String> openFor) {

  /** How the id of what belongs to no batch begins; no label can. */
  public static final String UNBATCHED = "unbatched:";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public Batch {
    EnumMap<CardState, Long> all = new EnumMap<>(CardState.class);
    for (CardState state : CardState.values()) {
      all.put(state, counts.getOrDefault(state, 0L));
    }
    counts = Map.copyOf(all);
    openFor = Set.copyOf(openFor);
  }

  /** Whether a text can name a batch. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Whether these are the cards that belong to no batch. */
  public boolean isUnbatched() {
    return id.startsWith(UNBATCHED);
  }

  /** Cards in a state. */
  public long count(CardState state) {
    return counts.getOrDefault(state, 0L);
  }

  /** Cards in a state, over several batches. */
  public static long sum(List<Batch> batches, CardState state) {
    return batches.stream().mapToLong(batch -> batch.count(state)).sum();
  }
}
