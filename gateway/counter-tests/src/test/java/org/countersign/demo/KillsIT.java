package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.countersign.personalization.JobState;
import org.countersign.station.client.JobStatus;
import org.countersign.station.client.StationException;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The service as a process of its own, with four real readers, dies by SIGKILL at random moments,
 * while it starts as well as while it issues; cards are taken out meanwhile and put back elsewhere.
 * After each death the record on the disk is held against the chips.
 *
 * <p>{@code -Dcountersign.kills=N} (100) and {@code -Dcountersign.kills.seed=S}; a seed does not
 * replay exactly, for real processes have their own pace.
 */
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KillsIT {

  private static final int[] READERS = {0, 1, 2, 3};
  private static final int WAITING = 6;

  /** A run of hours that is cut off has then told how far it was good. */
  private static final int TOLD_EVERY = 100;

  private static final Duration EARLIEST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** Longer than a card takes; an exchanged card is seen after 0.4 s. */
  private static final Duration AT_WORK = Duration.ofMillis(1_200);

  private static final Duration TURN = Duration.ofMillis(10);

  private final int kills = Integer.getInteger("countersign.kills", 100);
  private final long seed = Long.getLong("countersign.kills.seed", System.nanoTime());
  private final RandomGenerator chance = new SplittableRandom(seed);
  private final List<String> jobs = new ArrayList<>();
  private int diedStarting;
  private Duration start = Duration.ofSeconds(2);

  @TempDir Path folder;

  @BeforeAll
  static void realParts() {
    RealPart.requirePcscd();
    System.setProperty(
        "countersign.examples", Path.of("../examples").toAbsolutePath().normalize().toString());
  }

  @Test
  void every_card_is_accounted_for_whenever_the_service_dies() throws Exception {
    try (Counter counter = Counter.with(folder, READERS)) {
      Hands hands = new Hands(counter, chance, READERS);
      String quickly = StationProcess.warmUp(counter, folder);
      for (int kill = 1; kill <= kills; kill++) {
        live(counter, hands, quickly);
        recordsAgreeWithChips(counter, "after kill " + kill + " of seed " + seed);
        hands.whileNoStationRuns();
        if (kill % TOLD_EVERY == 0) {
          System.out.printf("%d of %d kills, no violation, seed %d%n", kill, kills, seed);
        }
      }
      try (StationProcess ignored = StationProcess.start(counter, folder.resolve("last.log"))) {
        Map<JobState, Integer> ends = settle(counter, hands);
        Truth truth = Truth.holds(counter);
        print(counter, ends, truth);
        assertThat(ends.keySet()).isSubsetOf(JobState.ACTIVATED, JobState.SPOILED);
        assertThat(ends.get(JobState.ACTIVATED))
            .as("one finished chip a job; seed %d", seed)
            .isEqualTo((int) finished(counter));
      }
    }
  }

  /** One life of the service, to a violent end. */
  private void live(Counter counter, Hands hands, String quickly) throws Exception {
    long begun = System.nanoTime();
    boolean early = chance.nextInt(3) == 0;
    long until = begun + (early ? between(EARLIEST, start) : LONGEST).toNanos();
    boolean ready = false;
    try (StationProcess station =
        StationProcess.launch(counter, folder.resolve("life.log"), quickly)) {
      while (System.nanoTime() < until) {
        if (ready) {
          work(counter, hands);
        } else if (station.connect(counter)) {
          ready = true;
          start = Duration.ofNanos(System.nanoTime() - begun);
          until = Math.min(until, System.nanoTime() + between(Duration.ZERO, AT_WORK).toNanos());
        }
        LockSupport.parkNanos(TURN.toNanos());
      }
    }
    diedStarting += ready ? 0 : 1;
  }

  private Duration between(Duration least, Duration most) {
    return Duration.ofNanos(
        chance.nextLong(least.toNanos(), Math.max(least.toNanos() + 1, most.toNanos())));
  }

  private void work(Counter counter, Hands hands) throws Exception {
    try {
      long open = 0;
      for (JobStatus job : unfinished(counter)) {
        open += job.state() == JobState.IN_DOUBT ? 0 : 1;
      }
      if (open < WAITING) {
        // The same again after a death: whether it was heard before makes no difference.
        String id = "permit-" + (jobs.size() + 1);
        if (jobs.isEmpty() || counter.api().job(jobs.getLast()).isPresent()) {
          jobs.add(counter.submit(jobs.size() + 1));
        } else {
          id = counter.submit(jobs.size());
        }
        assertThat(jobs).contains(id);
      }
      hands.serve();
    } catch (IOException | StationException e) {
      // It has died, or is not yet there; the next turn tells.
    }
  }

  private List<JobStatus> unfinished(Counter counter) throws Exception {
    List<JobStatus> all = new ArrayList<>();
    for (String job : jobs) {
      Optional<JobStatus> found = counter.api().job(job);
      found.filter(j -> !Counter.settled(j)).ifPresent(all::add);
    }
    return all;
  }

  /** What must hold at every moment, whatever was going on. */
  private static void recordsAgreeWithChips(Counter counter, String when) throws Exception {
    LedgerCards ledger = LedgerCards.read(counter.ledgerFile());
    Set<String> finishedFor = new HashSet<>();
    for (WatchedCard card : counter.cards()) {
      boolean finished = card.card().state().isFinished();
      Optional<LedgerCards.Entry> entry = ledger.of(card);
      String state = entry.map(LedgerCards.Entry::state).orElse("BLANK");
      if (finished) {
        assertThat(state).as("a valid card %s", when).isIn("ISSUED", "IN_DOUBT", "IN_PROCESS");
        assertThat(finishedFor.add(entry.orElseThrow().job().orElseThrow()))
            .as("a second valid card for a job %s", when)
            .isTrue();
      } else {
        assertThat(state).as("a card that is not valid %s", when).isNotEqualTo("ISSUED");
      }
      assertThat(card.card().state().defects()).as(when).isEmpty();
    }
    assertThat(ledger.serials()).as("serials %s", when).doesNotHaveDuplicates();
  }

  /** The service stays alive, and every card is put back until nothing is open. */
  private Map<JobState, Integer> settle(Counter counter, Hands hands) throws Exception {
    hands.settleOnly();
    try {
      counter.until(
          Duration.ofSeconds(60),
          "the end of every job",
          () -> {
            hands.serve();
            return unfinished(counter).isEmpty();
          });
    } catch (AssertionError e) {
      throw new AssertionError(
          "seed " + seed + "; " + hands.inReaders() + "; " + histories(counter), e);
    }
    Map<JobState, Integer> ends = new EnumMap<>(JobState.class);
    for (String job : jobs) {
      ends.merge(counter.job(job).state(), 1, Integer::sum);
    }
    return ends;
  }

  private String histories(Counter counter) throws Exception {
    StringBuilder all = new StringBuilder();
    for (JobStatus job : unfinished(counter)) {
      all.append(job).append(LedgerCards.history(counter.ledgerFile(), job.id())).append("\n");
    }
    return all.toString();
  }

  private static long finished(Counter counter) {
    return counter.cards().stream().filter(card -> card.card().state().isFinished()).count();
  }

  private void print(Counter counter, Map<JobState, Integer> ends, Truth truth) {
    Map<String, Integer> cards = new TreeMap<>();
    counter.cards().forEach(card -> cards.merge(truth.stateOf(card), 1, Integer::sum));
    System.out.printf(
        "%d kills (%d while starting, which takes %d ms), seed %d: jobs %s, cards %s%n"
            + "{\"bench\":\"kills\",\"kills\":%d,\"whileStarting\":%d,\"jobs\":%d,\"cards\":%d,"
            + "\"violations\":0}%n",
        kills,
        diedStarting,
        start.toMillis(),
        seed,
        ends,
        cards,
        kills,
        diedStarting,
        jobs.size(),
        counter.cards().size());
  }
}
