package org.countersign.tck.broken;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.countersign.tck.KitReport;
import org.countersign.tck.KitRun;
import org.countersign.tck.toy.driver.ToyDriver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every check can fail: each broken driver fails the one that is meant for it, and no other. In
 * several classes, since a kit mostly waits and each class has a process of its own.
 */
abstract class EachBrokenDriver {

  @ParameterizedTest
  @MethodSource("drivers")
  void eachFailsTheCheckMeantForItAndNoOther(
      Class<? extends ToyDriver> broken, String check, @TempDir Path folder) throws Exception {
    Path bundle = BrokenBundle.write(folder.resolve("bundle"), broken);

    KitReport report = KitRun.run(bundle, List.of(), folder, Optional.empty());

    assertThat(report.checks())
        .as(report.text())
        .filteredOn(c -> c.verdict() == KitReport.Verdict.FAILED)
        .extracting(c -> c.kit() + "/" + c.id())
        .containsExactly(check);
  }
}
