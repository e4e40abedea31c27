package org.countersign.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A clerk's hands at readers whose station may die at any moment. Does what the devices say, but
 * takes cards out when no station runs too, keeps what is not settled in a pile, and puts it back
 * later into whatever reader is free. One thread.
 */
final class Hands {

  /** pcscd looks every 400 ms; a card that is exchanged faster is not seen to have gone. */
  private static final Duration SEEN = Duration.ofMillis(700);

  private final Counter counter;
  private final RandomGenerator chance;
  private final int[] readers;
  private final List<WatchedCard> unsettled = new ArrayList<>();
  private final Map<Integer, Long> emptySince = new HashMap<>();
  private boolean blanksToo = true;

  Hands(Counter counter, RandomGenerator chance, int... readers) {
    this.counter = counter;
    this.chance = chance;
    this.readers = readers.clone();
  }

  /** Lays no new blank in any more unless the pile is empty. */
  void settleOnly() {
    blanksToo = false;
  }

  /** What lies where, for the message of a failure. */
  String inReaders() throws SQLException {
    StringBuilder all = new StringBuilder();
    LedgerCards ledger = LedgerCards.read(counter.ledgerFile());
    for (int reader : readers) {
      all.append(Counter.device(reader)).append(": ");
      all.append(counter.cardIn(reader).map(ledger::of).map(String::valueOf).orElse("empty"));
      all.append("; ");
    }
    return all + "in the pile: " + unsettled.stream().map(ledger::of).toList();
  }

  /** Serves the readers until nothing is left to be done for the jobs. */
  void serveUntilSettled(List<String> jobs) throws Exception {
    counter.until(
        "that nothing is left of " + jobs,
        () -> {
          serve();
          boolean all = true;
          for (String job : jobs) {
            all &= Counter.settled(counter.job(job));
          }
          return all;
        });
  }

  /** Looks at every reader's device once. */
  void serve() throws Exception {
    for (int reader : readers) {
      String detail = counter.encoder(reader).detail();
      if (counter.cardIn(reader).isEmpty()) {
        if (longEnough(reader)) {
          layIn(reader, detail);
        }
      } else if (detail.contains("take it out") || detail.startsWith("take the card out")) {
        takeOut(reader);
      }
    }
  }

  private boolean longEnough(int reader) {
    Long since = emptySince.get(reader);
    return since == null || System.nanoTime() - since >= SEEN.toNanos();
  }

  private void layIn(int reader, String detail) {
    if (!unsettled.isEmpty() && (!blanksToo || chance.nextInt(3) > 0)) {
      counter.insertAgain(reader, unsettled.remove(chance.nextInt(unsettled.size())));
    } else if (detail.equals("insert a blank card")) {
      WatchedCard ignored = counter.insert(reader);
    }
  }

  /** The station is dead: somebody may take a card, and it goes back somewhere else. */
  void whileNoStationRuns() throws SQLException {
    for (int reader : readers) {
      if (counter.cardIn(reader).isPresent() && chance.nextInt(4) == 0) {
        takeOut(reader);
      }
    }
  }

  private void takeOut(int reader) throws SQLException {
    WatchedCard card = counter.cardIn(reader).orElseThrow();
    counter.takeOut(reader);
    emptySince.put(reader, System.nanoTime());
    Optional<String> state =
        LedgerCards.read(counter.ledgerFile()).of(card).map(LedgerCards.Entry::state);
    boolean settled =
        state.filter(List.of("ISSUED", "SPOILED", "QUARANTINED")::contains).isPresent();
    if (!settled) {
      unsettled.add(card);
    }
  }
}
