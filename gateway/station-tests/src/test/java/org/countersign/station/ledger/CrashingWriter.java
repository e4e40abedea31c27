package org.countersign.station.ledger;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.countersign.personalization.JobState;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Receipt;

/** A process that takes jobs as far as it can, says what is durable, and is killed at it. */
final class CrashingWriter {

  private CrashingWriter() {}

  public static void main(String[] args) {
    try (LedgerFixture fixture = new LedgerFixture(Path.of(args[0]))) {
      // Fewer than it will take, so that cards of no batch are made too.
      fixture.ledger.stock().receive(new Receipt(args[1], "residence-permit", 10, "", "lin"));
      fixture
          .ledger
          .stock()
          .move(
              new Movement(
                  "open-" + args[1],
                  Action.OPEN,
                  args[1],
                  List.of(),
                  0,
                  "",
                  Optional.empty(),
                  "lin",
                  Optional.empty()));
      IntStream.iterate(0, i -> i + 1)
          .forEach(i -> {
            String job = args[1] + "-" + i;
            fixture.accept(job);
            say("ACCEPTED " + job);
            JobJournal journal = fixture.advance(job, job + "-chip", JobState.OPENED);
            say("OPENED " + job);
            journal.enter(JobState.ACTIVATED, Map.of());
            say("ACTIVATED " + job);
          });
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
