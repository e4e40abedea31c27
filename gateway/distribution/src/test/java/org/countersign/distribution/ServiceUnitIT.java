package org.countersign.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The systemd unit, as systemd 252 itself sees it. */
final class ServiceUnitIT {

  private static final Path IMAGE = Path.of("target", "countersign").toAbsolutePath();
  private static final String PLACE = "/opt/countersign";

  @TempDir private Path folder;

  /** What a service that runs for months without a hand stands on. */
  @Test
  void it_is_watched_restarted_within_limits_and_tried_again_after_them() throws Exception {
    String unit = Files.readString(IMAGE.resolve("systemd/countersign.service"));
    assertThat(unit.lines())
        .contains(
            "Type=notify",
            "WatchdogSec=30",
            "Restart=always",
            "StartLimitBurst=20",
            "OnFailure=countersign-again.service",
            "OOMPolicy=continue",
            "LimitCORE=0");
  }

  @Test
  void systemd_finds_nothing_wrong_with_it() throws Exception {
    Command.Outcome outcome = analyze("verify", "--man=no");
    assertThat(outcome.err() + outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
  }

  /** Below 2 is systemd's "OK"; an unhardened service has 9.6. */
  @Test
  void it_is_exposed_no_more_than_its_work_demands() throws Exception {
    Command.Outcome outcome = analyze("security", "--offline=yes", "--no-pager");
    Matcher level =
        Pattern.compile("exposure level for countersign.service: ([0-9.]+)").matcher(outcome.out());
    assertThat(level.find()).as(outcome.out() + outcome.err()).isTrue();
    assertThat(Double.parseDouble(level.group(1))).as(outcome.out()).isLessThanOrEqualTo(1.6);
  }

  private Command.Outcome analyze(String... verb) throws IOException, InterruptedException {
    String analyze = RealPart.require("systemd-analyze", "systemd").toString();
    String unit = Files.readString(IMAGE.resolve("systemd/countersign.service"));
    assertThat(unit).contains("ExecStart=" + PLACE + "/bin/countersign run");
    Path here = folder.resolve("countersign.service");
    Files.writeString(here, unit.replace(PLACE + "/bin", IMAGE + "/bin"));
    String again = "countersign-again.service";
    Files.copy(IMAGE.resolve("systemd").resolve(again), folder.resolve(again));
    return new Command(
            java.util.stream.Stream.of(
                    java.util.stream.Stream.of(analyze),
                    java.util.stream.Stream.of(verb),
                    java.util.stream.Stream.of(here.toString()))
                .flatMap(s -> s)
                .toList())
        .run();
  }
}
