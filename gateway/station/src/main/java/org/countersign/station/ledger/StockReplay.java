package org.countersign.station.ledger;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import org.countersign.personalization.JobState;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.jspecify.annotations.Nullable;

/**
 * The stock worked out anew from the records alone: cards, batches, what is open, who was seen, how
 * many came into which state in which shift. {@link CardStock} and {@link StockMoves} do the same
 * on the tables; a rule that is changed there is changed here.
 */
final class StockReplay {

  /** Fact of a record that gives a job back: what its card is now. */
  static final String CARD = "card";

  private static final Map<String, CardState> STATES =
      Map.of(
          JobState.OPENED.name(), CardState.IN_PROCESS,
          JobState.SPOILED.name(), CardState.SPOILED,
          JobState.IN_DOUBT.name(), CardState.IN_DOUBT);

  /** A card. */
  static final class Card {
    CardState state = CardState.BLANK;
    @Nullable String job;
    String batch = "";
    long changed;
  }

  /** A batch. */
  static final class Counts {
    String product = "";
    String label = "";
    String by = "";
    long receipt;
    long surplus;
    long received;
    final Map<CardState, Long> cards = new EnumMap<>(CardState.class);

    private void move(CardState from, CardState to, long count) {
      cards.merge(from, -count, Long::sum);
      cards.merge(to, count, Long::sum);
    }

    private void more(long count) {
      received += count;
      cards.merge(CardState.BLANK, count, Long::sum);
    }

    long count(CardState state) {
      return cards.getOrDefault(state, 0L);
    }
  }

  /** An open batch is one of a product, for a device or, without one, for all. */
  record Place(String device, String product) {}

  /** Cards that came into a state. */
  record Tally(long shift, String device, CardState state) {}

  final Map<String, Card> cards = new HashMap<>();
  final Map<String, Counts> batches = new HashMap<>();
  final Map<Place, String> open = new HashMap<>();
  final Map<String, Long> witnessed = new HashMap<>();
  final Map<Tally, Long> tallies = new HashMap<>();
  final Map<String, String> rules = new HashMap<>();
  private final Map<String, String> chips = new HashMap<>();
  private final Map<String, String> devices = new HashMap<>();

  /** Where each job stands whose card is in hand. */
  private final Map<String, String> states = new HashMap<>();

  private final AttemptReplay attempts;
  private long shift = 1;

  StockReplay(AttemptReplay attempts) {
    this.attempts = attempts;
  }

  /** The next record, in order. */
  void take(LedgerRecord record) {
    switch (record.kind()) {
      case "job" -> job(record);
      case "device" -> device(record);
      case "stock" -> stock(record);
      case "shift" -> shift(record);
      case "card" -> attempts.card(record);
      default -> {
        // Nothing that counts cards.
      }
    }
  }

  private void job(LedgerRecord record) {
    Map<String, String> facts = record.facts();
    String chip = facts.get("chip");
    if (record.state().equals(JobState.OPENED.name()) && chip != null) {
      chips.put(record.subject(), chip.toUpperCase(Locale.ROOT));
      devices.put(record.subject(), facts.getOrDefault("device", ""));
    }
    String before = states.getOrDefault(record.subject(), "");
    states.put(record.subject(), record.state());
    String inHand = chips.get(record.subject());
    if (isGoneOn(before, record)) {
      devices.put(record.subject(), facts.getOrDefault("device", ""));
      if (inHand != null) {
        set(record, inHand, CardState.IN_PROCESS);
      }
    }
    CardState state = state(record);
    if (inHand != null) {
      attempts.job(record, inHand, before);
      if (state != null && !isNote(before, record)) {
        set(record, inHand, state);
      }
    }
    if (record.state().equals(JobState.RESERVED.name())) {
      chips.remove(record.subject());
      devices.remove(record.subject());
      states.remove(record.subject());
    }
  }

  /**
   * Whether a card in doubt was put back and is gone on with.
   *
   * @param before state of the job before the record
   */
  static boolean isGoneOn(String before, LedgerRecord record) {
    return before.equals(JobState.IN_DOUBT.name())
        && !record.state().equals(JobState.IN_DOUBT.name())
        && !record.state().equals(JobState.SPOILED.name());
  }

  /** The doubt stays what it was, only its reason is another. */
  private static boolean isNote(String before, LedgerRecord record) {
    return before.equals(JobState.IN_DOUBT.name())
        && record.state().equals(JobState.IN_DOUBT.name());
  }

  /** What a job's record makes of its card; null if nothing. */
  private static @Nullable CardState state(LedgerRecord record) {
    Map<String, String> facts = record.facts();
    // What persons decided is on record as theirs.
    if (facts.containsKey("movement")) {
      return null;
    }
    if (facts.containsKey(DerivedJobs.WORK)) {
      return CardState.ISSUED;
    }
    String said = facts.get(CARD);
    return said != null ? parsed(said) : STATES.get(record.state());
  }

  private static @Nullable CardState parsed(String name) {
    for (CardState state : CardState.values()) {
      if (state.name().equals(name)) {
        return state;
      }
    }
    return null;
  }

  private void device(LedgerRecord record) {
    if (record.state().equals("cardQuarantined")) {
      set(record, "unread-" + record.sequence(), CardState.QUARANTINED);
    }
  }

  private void set(LedgerRecord record, String chip, CardState state) {
    Card card = cards.get(chip);
    if (card == null) {
      card = new Card(); // Out of which batch it came is the next record.
      cards.put(chip, card);
    } else {
      batch(card.batch).move(card.state, state, 1);
    }
    card.state = state;
    card.job = record.kind().equals("job") && state != CardState.BLANK ? record.subject() : null;
    card.changed = record.sequence();
    if (state != CardState.IN_PROCESS) {
      tallies.merge(new Tally(shift, deviceOf(record), state), 1L, Long::sum);
    }
  }

  private String deviceOf(LedgerRecord record) {
    if (record.kind().equals("device")) {
      return record.subject();
    }
    String said = record.facts().get("device");
    return said != null ? said : devices.getOrDefault(record.subject(), "");
  }

  private Counts batch(String id) {
    return batches.computeIfAbsent(id, i -> new Counts());
  }

  private void stock(LedgerRecord record) {
    Map<String, String> facts = record.facts();
    String id = record.subject();
    switch (record.state()) {
      case "RECEIVED" -> begin(record).more(number(facts, "quantity"));
      case "DRAWN" -> drawn(record);
      case "OPENED" -> open.put(place(facts), id);
      case "SHUT" -> {
        String device = facts.getOrDefault("device", "");
        open.entrySet()
            .removeIf(o -> o.getKey().device().equals(device) && o.getValue().equals(id));
      }
      case "FOUND" -> batch(id).move(CardState.LOST, CardState.BLANK, 1);
      case "SURPLUS" -> {
        batch(id).more(1);
        batch(id).surplus++;
      }
      case "IDENTIFIED" -> identified(record);
      case "COUNTED" -> counted(batch(id), facts);
      case "ASSIGNED" -> assigned(id, facts.getOrDefault("from", ""));
      case "RULE" -> rules.put(id, facts.getOrDefault("value", ""));
      default -> moved(record);
    }
  }

  private static Place place(Map<String, String> facts) {
    return new Place(facts.getOrDefault("device", ""), facts.getOrDefault("product", ""));
  }

  private Counts begin(LedgerRecord record) {
    Counts batch = new Counts();
    batch.product = record.facts().getOrDefault("product", "");
    batch.label = record.facts().getOrDefault("label", "");
    batch.by = record.facts().getOrDefault("by", "");
    batch.receipt = record.sequence();
    Counts known = batches.putIfAbsent(record.subject(), batch);
    return known == null ? batch : known;
  }

  private void drawn(LedgerRecord record) {
    Card card = cards.get(record.facts().getOrDefault("chip", ""));
    if (record.subject().startsWith(Batch.UNBATCHED)) {
      begin(record).more(1);
    }
    if (card != null) {
      card.batch = record.subject();
      batch(card.batch).move(CardState.BLANK, card.state, 1);
    }
  }

  private static void counted(Counts batch, Map<String, String> facts) {
    batch.move(CardState.BLANK, CardState.LOST, number(facts, "lost"));
    batch.move(CardState.LOST, CardState.BLANK, number(facts, "found"));
    batch.more(number(facts, "more"));
    if (facts.containsKey("second")) {
      batch.surplus = 0;
    }
  }

  private void assigned(String to, String from) {
    Counts none = batch(from);
    for (CardState state : CardState.values()) {
      long moved = none.count(state);
      batch(to).move(CardState.BLANK, state, moved);
      none.received -= moved;
      none.cards.put(state, 0L);
    }
    for (Card card : cards.values()) {
      if (card.batch.equals(from)) {
        card.batch = to;
      }
    }
  }

  /** Cards that persons moved: by their number, or one by its chip. */
  private void moved(LedgerRecord record) {
    Map<String, String> facts = record.facts();
    CardState to = parsed(record.state());
    CardState from = parsed(facts.getOrDefault("from", ""));
    if (to == null || from == null) {
      return;
    }
    Card card = cards.get(facts.getOrDefault("card", ""));
    batch(record.subject()).move(from, to, card == null ? number(facts, "quantity") : 1);
    if (card != null) {
      card.state = to;
      card.changed = record.sequence();
      if (to == CardState.SPOILED) {
        witnessed.putIfAbsent(facts.getOrDefault("card", ""), record.sequence());
      }
    }
  }

  /** The card that was taken in unread has a number. */
  private void identified(LedgerRecord record) {
    String chip = record.facts().getOrDefault("chip", "");
    Card unread = cards.remove(record.facts().getOrDefault("card", ""));
    Card known = cards.get(chip);
    if (unread == null) {
      return;
    }
    if (known == null) {
      unread.changed = record.sequence();
      cards.put(chip, unread);
      return;
    }
    Counts batch = batch(unread.batch);
    batch.move(CardState.QUARANTINED, CardState.BLANK, 1);
    if (unread.batch.startsWith(Batch.UNBATCHED)) {
      batch.more(-1);
    }
    if (known.state == CardState.BLANK) {
      batch(known.batch).move(CardState.BLANK, CardState.QUARANTINED, 1);
      known.state = CardState.QUARANTINED;
      known.changed = record.sequence();
    }
  }

  private void shift(LedgerRecord record) {
    try {
      long number = Long.parseLong(record.subject());
      shift = record.state().equals("CLOSED") ? number + 1 : number;
    } catch (NumberFormatException e) {
      // The record was altered, which is told already.
    }
  }

  private static long number(Map<String, String> facts, String name) {
    String text = facts.getOrDefault(name, "0");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  /** The batches in the order of their columns, for the comparison. */
  static @Nullable Object[] columns(Entry<String, Counts> batch) {
    Counts counts = batch.getValue();
    return new @Nullable Object[] {
      counts.product,
      counts.label,
      counts.by,
      counts.receipt,
      counts.surplus,
      counts.received,
      counts.count(CardState.BLANK),
      counts.count(CardState.IN_PROCESS),
      counts.count(CardState.IN_DOUBT),
      counts.count(CardState.ISSUED),
      counts.count(CardState.SPOILED),
      counts.count(CardState.QUARANTINED),
      counts.count(CardState.RETURNED),
      counts.count(CardState.DESTROYED),
      counts.count(CardState.LOST)
    };
  }
}
