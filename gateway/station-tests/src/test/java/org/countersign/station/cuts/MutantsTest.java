package org.countersign.station.cuts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.countersign.station.cuts.Mutant.Patch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A harness that finds nothing proves nothing: each of these mistakes must be found, by its own
 * sign.
 */
class MutantsTest {

  private static final int RUNS = 800;

  private static final String UNKNOWN = "the ledger knows nothing of it|was accepted and is lost";

  @TempDir Path folder;

  static Stream<Mutant> mutants() {
    return Stream.of(
        mutant(
            "tells its callers before the commit",
            UNKNOWN,
            new Patch(
                "station/ledger/LedgerWriter",
                "    transaction.control(\"COMMIT\");",
                "    results.forEach(Runnable::run);\n    transaction.control(\"COMMIT\");")),
        mutant(
            "does not wait for the disk at a commit",
            UNKNOWN,
            new Patch(
                "station/ledger/Schema", "(SynchronousMode.FULL)", "(SynchronousMode.NORMAL)")),
        mutant(
            "changes the card before the intent is durable",
            UNKNOWN,
            new Patch(
                "personalization/issue/LiveSession",
                "      permissionNeeded = false;\n      beforeEffect.run();",
                "      permissionNeeded = false;")),
        mutant(
            "sends a command again whose answer was lost",
            "gets a command without a reset",
            new Patch(
                "personalization/issue/CountingChip",
                "      response = chip.transmit(command);",
                "      try {\n        response = chip.transmit(command);\n"
                    + "      } catch (DeviceException e) {\n"
                    + "        response = chip.transmit(command);\n      }")),
        mutant(
            "gives the serial of a void job again",
            "serial .* was given to",
            new Patch(
                "station/ledger/Ledger",
                "      writer.erased();\n      return JobChanges.record(tx, job);",
                "      writer.erased();\n"
                    + "      if (record.get().serial().isPresent()) {\n"
                    + "        tx.update(\"UPDATE jobs SET serial = NULL WHERE id = ?\", job);\n"
                    + "        tx.update(\n"
                    + "            \"UPDATE serials SET next = CAST(substr(?, 3) AS INTEGER)\",\n"
                    + "            record.get().serial().get());\n"
                    + "      }\n      return JobChanges.record(tx, job);")),
        mutant(
            "credits a half-written card to the stock of blanks",
            "is a blank for the ledger and holds something",
            new Patch(
                "station/ledger/Doubts",
                "JobChanges.setCard(tx, record, row.chip(), \"IN_DOUBT\");",
                "JobChanges.setCard(tx, record, row.chip(), \"BLANK\");")),
        mutant(
            "signs again after a restart",
            "a second signature is made",
            new Patch(
                "station/issuing/OneSignatureAJob",
                "Optional<byte[]> kept = journal.kept();",
                "Optional<byte[]> kept = Optional.empty();")),
        mutant(
            "records the card as active before the command that makes it so",
            "no such card is active",
            new Patch(
                "personalization/issue/Completing",
                "      run.run(steps);\n",
                "      work.journal().enter(JobState.ACTIVATED, work.chipFact());\n"
                    + "      run.run(steps);\n")),
        mutant(
            "forgets to put the report into the outbox",
            "the centre never hears",
            new Patch(
                "station/ledger/JobJournal",
                "INSERT INTO outbox SELECT ?, ? WHERE NOT",
                "INSERT INTO outbox SELECT ?, ? WHERE 0 AND NOT")),
        mutant(
            "settles a doubt without reading the card",
            "is issued for the ledger and not active",
            new Patch(
                "station/ledger/Doubts",
                "LedgerRecord record = JobChanges.move(tx, row, JobState.IN_DOUBT, facts);",
                "LedgerRecord record = JobChanges.move(tx, row, JobState.ACTIVATED, facts);"),
            new Patch(
                "station/ledger/Doubts",
                "JobChanges.setCard(tx, record, row.chip(), \"IN_DOUBT\");",
                "JobChanges.setCard(tx, record, row.chip(), \"ISSUED\");")),
        mutant(
            "does not count attempts at a chip's keys",
            "tries spent",
            new Patch(
                "station/ledger/Attempts",
                "int unsettled = unsettled(tx, chip, Keys.PERSONALIZATION) + 1;",
                "int unsettled = 0;"),
            new Patch(
                "station/ledger/Attempts",
                "set(tx, chip, keys, unsettled + 1);",
                "set(tx, chip, keys, 0);")),
        mutant(
            "writes to another chip what it began on a first",
            "is a blank for the ledger and holds something",
            new Patch(
                "station/ledger/Doubts",
                "if (written || bound || row.chip() == null) {",
                "if (row.chip() == null) {")),
        mutant(
            "takes a card in doubt for a blank",
            "stays in doubt|is active with",
            new Patch(
                "station/ledger/Doubts",
                "FROM cards WHERE chip = ?",
                "FROM cards WHERE chip = ? || '?'"),
            new Patch(
                "station/ledger/JobChanges",
                "if (!known.isEmpty() && !known.equals(\"BLANK\")) {",
                "if (known.equals(\"never\")) {")),
        mutant(
            "begins the ledger before its anchor is there",
            "refuses its own ledger: the anchor .* is missing",
            new Patch("station/ledger/Standing", "        write(0, \"\");\n", "")),
        mutant(
            "renames an anchor that is not on the disk",
            "refuses its own ledger: the anchor of the ledger cannot be read",
            new Patch("station/ledger/Anchor", "    store.sync();\n", "")),
        mutant(
            "credits a void job's card back to the grant",
            "grants.*spent",
            new Patch(
                "station/ledger/Ledger",
                "      writer.erased();\n      return JobChanges.record(tx, job);",
                "      writer.erased();\n"
                    + "      if (record.get().serial().isPresent()) {\n"
                    + "        tx.update(\"UPDATE grants SET spent = spent - 1\");\n"
                    + "      }\n      return JobChanges.record(tx, job);")),
        mutant(
            "does not take a job up again that has its serial",
            "is left in state RESERVED",
            new Patch(
                "station/ledger/LedgerQuestions",
                "state IN ('ACCEPTED','RESERVED')",
                "state IN ('ACCEPTED')")));
  }

  private static Mutant mutant(String name, String caught, Patch... patches) {
    return new Mutant(name, List.of(patches), caught);
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void an_engine_is_caught_that(Mutant mutant) {
    List<String> found = mutant.hunt(folder, RUNS);
    System.out.println(mutant + ": " + found);
    assertThat(found).as("runs that catch it among " + RUNS).isNotEmpty();
  }

  @Test
  void an_engine_without_a_mistake_is_caught_at_nothing() {
    assertThat(new Mutant("none", List.of(), ".").hunt(folder, 100)).isEmpty();
  }
}
