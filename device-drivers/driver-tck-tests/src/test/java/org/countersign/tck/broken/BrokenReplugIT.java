package org.countersign.tck.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.countersign.tck.Bench;
import org.countersign.tck.KitReport;
import org.countersign.tck.KitReport.Check;
import org.countersign.tck.KitRun;
import org.countersign.tck.ReplugKit;
import org.countersign.tck.Subject;
import org.countersign.tck.toy.ToyBench;
import org.countersign.tck.toy.ToyBundle;
import org.countersign.tck.toy.driver.ToyDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each check of the pulled plug can fail, and the good driver passes them all. */
class BrokenReplugIT {

  private static volatile @Nullable Path bundle;

  /** The kit on the bundle in hand. */
  static final class Plugged extends ReplugKit {
    @Override
    protected Bench bench() {
      Path folder = bundle;
      if (folder == null) {
        throw new IllegalStateException("run by this test only");
      }
      return new ToyBench(Subject.bundle(folder));
    }

    @Override
    protected int rounds() {
      return 12;
    }
  }

  private static KitReport run(Path folder) {
    bundle = folder;
    return KitRun.run(Plugged.class, Optional.empty());
  }

  static Stream<Arguments> drivers() {
    return Stream.of(
        arguments(BrokenDrivers.LeaksAThread.class, "leavesNoThread"),
        arguments(BrokenDrivers.LeaksAHandle.class, "leavesNoFileHandle"),
        arguments(BrokenPlugs.SpinsWhileItIsUnplugged.class, "restsWhileItIsUnplugged"),
        arguments(BrokenPlugs.CallsTheLossAnotherName.class, "namesTheLossOfTheLine"),
        arguments(BrokenPlugs.NeverComesBack.class, "isReadyAgainWhenThePlugIsBack"));
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void eachFailsTheCheckMeantForItAndNoOther(
      Class<? extends ToyDriver> broken, String check, @TempDir Path folder) throws Exception {
    KitReport report = run(BrokenBundle.write(folder.resolve("bundle"), broken));
    assertThat(report.checks())
        .as(report.text())
        .filteredOn(c -> c.verdict() == KitReport.Verdict.FAILED)
        .extracting(Check::id)
        .containsExactly(check);
  }

  @Test
  void theToyDriverLivesThroughIt(@TempDir Path folder) throws Exception {
    KitReport report = run(ToyBundle.write(folder.resolve("bundle")));
    assertThat(report.text()).endsWith("5 proven, 0 failed, 0 not proven, 0 absent as declared\n");
  }
}
