package org.countersign.tck;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One trial with the plug, judged one question at a time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReplugChecks extends Checks {

  /** Of one core; a thread that spins needs all of it. */
  private static final double IDLE = 0.05;

  private final int rounds;
  private @Nullable ReplugTrial made;
  private @Nullable AssertionError breach;

  ReplugChecks(Supplier<Rig> rig, int rounds) {
    super(rig);
    this.rounds = rounds;
  }

  private ReplugTrial trial() throws Exception {
    ReplugTrial trial = made;
    if (trial == null) {
      rig().require(Deed.UNPLUG, Deed.REPLUG);
      trial = new ReplugTrial(rig());
      made = trial;
      try {
        trial.run(rounds);
      } catch (AssertionError e) {
        breach = e;
      }
      System.out.println(sentence(trial));
    }
    return trial;
  }

  /** A trial that came to its end, for whatever is judged besides. */
  private ReplugTrial whole() throws Exception {
    ReplugTrial trial = trial();
    if (breach != null) {
      throw NotProven.bench("has a device that did not come back");
    }
    return trial;
  }

  private String sentence(ReplugTrial trial) {
    return String.format(
        Locale.ROOT,
        "%s: unplugged %d times, seed %d: ready again after %.0f ms on average, %.0f ms at most;"
            + " %.2f %% of a core while unplugged; %d threads and %d file handles left",
        rig().descriptor().id(),
        trial.rounds(),
        Rig.SEED,
        trial.meanReadyMillis(),
        trial.worstReadyMillis(),
        100 * trial.busyShare(),
        trial.threadsLeft().size(),
        trial.handlesLeft().size());
  }

  @Test
  void isReadyAgainWhenThePlugIsBack() throws Exception {
    int ready = trial().readyAgain();
    if (breach != null) {
      throw breach;
    }
    Proof.holds(
        ready == trial().rounds(),
        "times that the device gave right answers after its plug was back",
        trial().rounds() + ", each within " + LineTrial.RECOVERY.toSeconds() + " s",
        ready);
  }

  @Test
  void namesTheLossOfTheLine() throws Exception {
    List<String> wrong = whole().wrongFailures();
    Proof.holds(
        wrong.isEmpty(),
        "failures of an unplugged device",
        "COMMUNICATION or TIMEOUT; of open() also CONFIGURATION",
        wrong);
  }

  @Test
  void restsWhileItIsUnplugged() throws Exception {
    double busy = whole().busyShare();
    Proof.holds(
        busy <= IDLE,
        "time of all threads while the plug is out",
        String.format(Locale.ROOT, "at most %.0f %% of a core", 100 * IDLE),
        String.format(Locale.ROOT, "%.1f %%, most by %s", 100 * busy, whole().busiest()));
  }

  @Test
  void leavesNoThread() throws Exception {
    List<String> left = whole().threadsLeft();
    Proof.holds(left.isEmpty(), "threads after " + rounds + " replugs", "as before", left);
  }

  @Test
  void leavesNoFileHandle() throws Exception {
    if (!OpenFiles.areKnown()) {
      throw NotProven.bench("is not on Linux, where /proc tells open file handles");
    }
    List<String> left = whole().handlesLeft();
    Proof.holds(left.isEmpty(), "file handles after " + rounds + " replugs", "as before", left);
  }
}
