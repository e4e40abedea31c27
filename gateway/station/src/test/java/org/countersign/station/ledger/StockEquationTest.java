package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.countersign.personalization.JobState;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Reason;
import org.countersign.station.stock.Receipt;
import org.countersign.station.stock.StockCard;

/** Whatever clerks and devices do in whatever order, each card is counted once. */
final class StockEquationTest {

  private static final int STEPS = 120;

  @Property(tries = 6, shrinking = ShrinkingMode.OFF)
  void what_was_received_is_the_sum_of_the_states_after_every_step(@ForAll long seed)
      throws IOException {
    Path folder = Files.createTempDirectory("equation");
    Counter counter = new Counter(folder, seed);
    try {
      for (int step = 0; step < STEPS; step++) {
        counter.step();
        counter.check();
      }
      assertThat(counter.fixture.ledger.verify()).isEmpty();
    } finally {
      counter.fixture.close();
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted((a, b) -> b.compareTo(a))
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /** Clerks and devices at work, at random, with the promise kept beside the ledger. */
  private static final class Counter {

    private final Path folder;
    private final Random random;
    private final Map<String, JobJournal> inHand = new HashMap<>();
    private final Map<String, String> chips = new HashMap<>();
    private LedgerFixture fixture;
    private int names;
    private long received;
    private long drawnUnbatched;
    private long more;

    Counter(Path folder, long seed) {
      this.folder = folder;
      this.random = new Random(seed);
      this.fixture = new LedgerFixture(folder);
    }

    void step() {
      try {
        switch (random.nextInt(13)) {
          case 0 -> receive();
          case 1 -> move(random.nextBoolean() ? Action.OPEN : Action.SHUT, 0);
          case 2 -> move(Action.COUNT, random.nextInt(12));
          case 3 -> move(Action.ASSIGN, 0);
          case 4 -> move(anyMove(), 1 + random.nextInt(3));
          case 5 -> moveCard();
          case 6 -> reopen();
          case 7 -> fixture.ledger.quarantine("encoder-" + random.nextInt(2), "mute");
          case 8 -> identify();
          case 9, 10 -> openCard();
          default -> endCard();
        }
      } catch (LedgerException refused) {
        // What is refused has not happened; the equation says whether that is true.
      }
    }

    private void receive() {
      long quantity = 1 + random.nextInt(8);
      fixture
          .ledger
          .stock()
          .receive(new Receipt("B-" + ++names, "residence-permit", quantity, "", "lin"));
      received += quantity;
    }

    private Action anyMove() {
      return List.of(Action.SPOIL, Action.DESTROY, Action.RETURN, Action.LOSE)
          .get(random.nextInt(4));
    }

    private void move(Action action, long quantity) {
      List<Batch> batches = fixture.ledger.stock().batches();
      if (!batches.isEmpty()) {
        move(action, batches.get(random.nextInt(batches.size())).id(), List.of(), quantity);
      }
    }

    private void moveCard() {
      List<StockCard> cards = fixture.ledger.stock().cards(java.util.Set.of(), 50);
      if (!cards.isEmpty()) {
        StockCard card = cards.get(random.nextInt(cards.size()));
        move(anyMove(), "", List.of(card.chip()), 0);
      }
    }

    private void identify() {
      for (StockCard card : fixture.ledger.stock().cards(java.util.Set.of(), 1_000)) {
        if (card.chip().startsWith("unread-") && random.nextInt(3) == 0) {
          String chip = "%02X".formatted(random.nextInt(60));
          move(Action.IDENTIFY, "", List.of(card.chip(), chip), 0);
          return;
        }
      }
    }

    private void move(Action action, String batch, List<String> cards, long quantity) {
      fixture
          .ledger
          .stock()
          .move(
              new Movement(
                  "m-" + ++names,
                  action,
                  batch,
                  cards,
                  quantity,
                  random.nextInt(3) == 0 ? "encoder-1" : "",
                  Optional.of(Reason.DAMAGED),
                  "lin",
                  Optional.of("wei")));
    }

    /** As after a cut: what was in hand is in doubt. */
    private void reopen() {
      fixture.close();
      fixture = new LedgerFixture(folder);
      int ignored = fixture.ledger.doubtUnfinished();
      inHand.clear();
    }

    private void openCard() {
      String job = "job-" + ++names;
      fixture.accept(job);
      fixture.ledger.reserve(job, LedgerFixture.SERIALS);
      JobJournal journal = fixture.ledger.journal(job, "encoder-" + random.nextInt(2));
      // Few chips, so that some come back.
      String chip = "%02X".formatted(random.nextInt(60));
      journal.enter(JobState.OPENED, Map.of("chip", chip));
      chips.put(job, chip);
      inHand.put(job, journal);
    }

    private void endCard() {
      List<String> jobs = new ArrayList<>(inHand.keySet());
      if (jobs.isEmpty()) {
        return;
      }
      JobJournal journal = inHand.remove(jobs.get(random.nextInt(jobs.size())));
      switch (random.nextInt(5)) {
        case 0 -> journal.spoil("pulled");
        case 1 -> journal.doubt("pulled");
        case 2 -> journal.release("no power");
        case 3 -> journal.releaseFrom("other keys");
        default -> LedgerFixture.issue(journal, chips.get(journal.job()));
      }
    }

    void check() {
      List<Batch> batches = fixture.ledger.stock().batches();
      long all = 0;
      for (Batch batch : batches) {
        long sum = batch.counts().values().stream().mapToLong(Long::longValue).sum();
        assertThat(sum).as("%s", batch).isEqualTo(batch.received());
        assertThat(batch.counts().values()).as("%s", batch).allMatch(count -> count >= 0);
        all += sum;
      }
      tell();
      assertThat(all).isEqualTo(received + drawnUnbatched + more);
      for (CardState state : List.of(CardState.IN_PROCESS, CardState.ISSUED)) {
        long cards = fixture.ledger.stock().cards(java.util.Set.of(state), 1_000).size();
        assertThat(Batch.sum(batches, state)).as(state.word()).isEqualTo(cards);
      }
    }

    /** What the chain says came in beside receipts. */
    private void tell() {
      drawnUnbatched = 0;
      more = 0;
      long assigned = 0;
      for (var event : fixture.ledger.after(0, 100_000)) {
        if (event.kind().equals("stock")) {
          boolean unbatched = event.subject().startsWith(Batch.UNBATCHED);
          switch (event.state()) {
            case "DRAWN" -> drawnUnbatched += unbatched ? 1 : 0;
            case "SURPLUS" -> more++;
            case "IDENTIFIED" ->
                drawnUnbatched -= unbatched && event.facts().containsKey("known") ? 1 : 0;
            case "COUNTED" -> more += Long.parseLong(event.facts().get("more"));
            case "ASSIGNED" -> assigned += Long.parseLong(event.facts().get("quantity"));
            default -> {
              // Moves nothing in.
            }
          }
        }
      }
      drawnUnbatched -= assigned;
    }
  }
}
