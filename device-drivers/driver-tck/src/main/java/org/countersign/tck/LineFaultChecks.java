package org.countersign.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.countersign.driver.Fault;
import org.countersign.tck.line.LineFault;
import org.junit.jupiter.api.Test;

/** The same trials on a bad line, judged one question at a time. */
abstract class LineFaultChecks extends Checks {

  LineFaultChecks(Supplier<Rig> rig) {
    super(rig);
  }

  private List<LineTrial> trials() throws Exception {
    if (!rig().usesLines()) {
      throw NotProven.absent("the driver opens no line of the gateway's");
    }
    return rig().trials();
  }

  private interface Judge {
    /** What is wrong with a command; empty if nothing. */
    String wrong(LineTrial trial, LineTrial.Sent sent);
  }

  private void judge(String what, String expected, Judge judge) throws Exception {
    List<String> wrong = new ArrayList<>();
    for (LineTrial trial : trials()) {
      for (LineTrial.Sent sent : trial.commands()) {
        String found = judge.wrong(trial, sent);
        if (!found.isEmpty()) {
          wrong.add("when " + trial.fault().words() + ": " + found);
        }
      }
    }
    Proof.holds(wrong.isEmpty(), what, expected, wrong);
  }

  @Test
  void givesNoWrongAnswer() throws Exception {
    judge(
        "answers on a bad line",
        "the right answer or a DeviceException",
        (trial, sent) -> sent.isWrong() ? "an answer that belongs to no such question" : "");
  }

  @Test
  void sendsNoCommandTwice() throws Exception {
    judge(
        "commands on a bad line",
        "each reaches the card once at most",
        (trial, sent) -> sent.count() > 1 ? "the card saw it " + sent.count() + " times" : "");
  }

  @Test
  void tellsWhetherTheChipMayHaveSeenTheCommand() throws Exception {
    judge(
        "the effect of a command that failed on a bad line",
        "not NONE if the card saw it",
        (trial, sent) ->
            sent.count() > 0
                ? sent.failure()
                    .filter(e -> e.effect() == org.countersign.driver.Effect.NONE)
                    .map(Proof::told)
                    .orElse("")
                : "");
  }

  @Test
  void namesTheFaultOfTheLine() throws Exception {
    judge(
        "the fault of a command that failed on a bad line",
        "COMMUNICATION, or TIMEOUT while the line lasts",
        (trial, sent) ->
            sent.failure()
                .filter(e -> !faults(trial).contains(e.fault()))
                .map(Proof::told)
                .orElse(""));
  }

  private static Set<Fault> faults(LineTrial trial) {
    boolean lost = trial.fault() == LineFault.HUNG_UP || trial.fault() == LineFault.WRITE_STUCK;
    return lost ? Set.of(Fault.COMMUNICATION) : Set.of(Fault.COMMUNICATION, Fault.TIMEOUT);
  }

  @Test
  void takesAnAnswerInAnyPieces() throws Exception {
    judge(
        "an answer in pieces",
        "the answer",
        (trial, sent) ->
            trial.fault().isHarmless() ? sent.failure().map(Proof::told).orElse("") : "");
  }

  @Test
  void returnsInTimeAndThrowsNothingElse() throws Exception {
    for (LineTrial trial : trials()) {
      if (trial.breach().isPresent()) {
        AssertionError breach = trial.breach().get();
        AssertionError failed =
            new AssertionError("when " + trial.fault().words() + ": " + breach.getMessage());
        failed.addSuppressed(breach);
        throw failed;
      }
    }
  }

  @Test
  void worksAgainAfterEveryFault() throws Exception {
    List<String> stuck =
        trials().stream().filter(t -> !t.isReady()).map(t -> t.fault().words()).toList();
    Proof.holds(
        stuck.isEmpty(),
        "a device after a bad line, reset or opened again",
        "right answers within " + LineTrial.RECOVERY.toSeconds() + " s",
        "none after " + stuck);
  }
}
