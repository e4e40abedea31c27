package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.countersign.personalization.JobState;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The service as a process of its own is told to end while a card is in hand. The cards are here,
 * so what is in them can be held against what the service says when it runs again.
 */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ShutdownIT {

  /** Promised to systemd and to whoever pulls the plug after asking. */
  private static final Duration PROMISED = Duration.ofSeconds(10);

  private static final int SIGTERM_EXIT = 128 + 15;
  private static final int SIGKILL_EXIT = 128 + 9;
  private static final int SECOND_BLOCK = 7;

  @TempDir Path folder;

  private final AtomicReference<StationProcess> running = new AtomicReference<>();
  private final CountDownLatch submitted = new CountDownLatch(1);
  private final CountDownLatch signalled = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);
  private long signalledAt;

  @BeforeAll
  static void realParts() {
    RealPart.requirePcscd();
    System.setProperty(
        "countersign.examples", Path.of("../examples").toAbsolutePath().normalize().toString());
  }

  @Test
  void a_card_that_can_be_finished_is_finished_and_no_other_is_begun() throws Exception {
    try (Counter counter = Counter.with(folder, 0);
        StationProcess station = StationProcess.start(counter, folder.resolve("first.log"))) {
      running.set(station);
      WatchedCard card =
          counter.insert(0, (number, command) -> signalAt(number, SECOND_BLOCK, "TERM"));
      String job = counter.submit(1);
      String waiting = counter.submit(2);
      submitted.countDown();

      assertThat(exit(station)).isEqualTo(SIGTERM_EXIT);
      assertThat(card.card().state().isFinished()).isTrue();
      counter.takeOut(0);

      try (StationProcess again = StationProcess.start(counter, folder.resolve("second.log"))) {
        assertThat(counter.job(job).state()).isEqualTo(JobState.ACTIVATED);
        assertThat(counter.job(job).work().orElseThrow().isGood()).isTrue();
        assertThat(counter.job(waiting).state()).isIn(JobState.ACCEPTED, JobState.RESERVED);
        theNextIsIssued(counter, again, waiting);
      }
    }
  }

  @ParameterizedTest(name = "at command {0}: {1}, {2}")
  @CsvSource({
    "3, RESERVED, BLANK", // SCP03 INITIALIZE UPDATE
    "4, RESERVED, BLANK", // SCP03 EXTERNAL AUTHENTICATE: one attempt is on its account
    "7, IN_DOUBT, IN_DOUBT", // data
    "22, IN_DOUBT, IN_DOUBT", // activation
  })
  void a_card_that_does_not_answer_is_parked_and_told_at_the_next_start(
      int silentAt, JobState parked, String cardState) throws Exception {
    try (Counter counter = Counter.with(folder, 0);
        StationProcess station = StationProcess.start(counter, folder.resolve("first.log"))) {
      running.set(station);
      WatchedCard silent =
          counter.insert(
              0,
              (number, command) -> {
                boolean answers = signalAt(number, silentAt, "TERM") && number != silentAt;
                if (!answers) {
                  await(gone);
                }
                return answers;
              });
      String job = counter.submit(1);
      submitted.countDown();

      assertThat(exit(station)).isEqualTo(SIGTERM_EXIT);
      gone.countDown();
      counter.takeOut(0);

      try (StationProcess again = StationProcess.start(counter, folder.resolve("second.log"))) {
        assertThat(counter.job(job).state()).isEqualTo(parked);
        assertThat(Truth.holds(counter).stateOf(silent)).isEqualTo(cardState);
        theNextIsIssued(counter, again, counter.submit(2));
      }
    }
  }

  @Test
  void a_service_that_is_killed_says_at_the_next_start_which_card_is_in_doubt_and_finishes_it()
      throws Exception {
    try (Counter counter = Counter.with(folder, 0);
        StationProcess station = StationProcess.start(counter, folder.resolve("first.log"))) {
      running.set(station);
      WatchedCard struck =
          counter.insert(0, (number, command) -> signalAt(number, SECOND_BLOCK, "KILL"));
      String job = counter.submit(1);
      submitted.countDown();

      assertThat(exit(station)).isEqualTo(SIGKILL_EXIT);
      counter.takeOut(0);

      try (StationProcess again = StationProcess.start(counter, folder.resolve("second.log"))) {
        assertThat(counter.job(job).state()).isEqualTo(JobState.IN_DOUBT);
        assertThat(counter.job(job).problem().orElseThrow())
            .contains("put the card back into any encoder");
        assertThat(Truth.holds(counter).stateOf(struck)).isEqualTo("IN_DOUBT");
        theNextIsIssued(counter, again, counter.submit(2));

        counter.putBack(0, struck);
        counter.until("the end of the card", () -> counter.job(job).work().isPresent());
        assertThat(Truth.holds(counter).stateOf(struck)).isEqualTo("ISSUED");
      }
    }
  }

  /**
   * A card may be quicker than the answer to who sent its job, and no signal is to cut that off.
   */
  private boolean signalAt(int number, int when, String signal) {
    if (number == when && signalled.getCount() > 0) {
      await(submitted);
      signalledAt = System.nanoTime();
      running.get().signal(signal);
      signalled.countDown();
    }
    return true;
  }

  /** Waits for the signal and the end after it, which must not take longer than promised. */
  private int exit(StationProcess station) throws Exception {
    assertThat(signalled.await(40, TimeUnit.SECONDS)).as("a card in hand").isTrue();
    int code = station.awaitExit();
    Duration took = Duration.ofNanos(System.nanoTime() - signalledAt);
    assertThat(took).as(station.said()).isLessThan(PROMISED);
    return code;
  }

  private static void theNextIsIssued(Counter counter, StationProcess station, String job)
      throws Exception {
    counter.serveUntilEnded(List.of(job), 0);
    assertThat(counter.job(job).state()).as(station.said()).isEqualTo(JobState.ACTIVATED);
    Truth.holds(counter);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(40, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the test never came to where the card waits for it");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
