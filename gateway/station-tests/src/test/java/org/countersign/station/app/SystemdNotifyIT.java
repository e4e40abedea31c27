package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.countersign.station.commands.Countersign;
import org.countersign.station.supervision.FakeSystemd;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process, with a real socket where systemd would listen. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class SystemdNotifyIT {

  private static final Duration START = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void systemd_hears_of_the_start_of_the_health_of_the_watchdog_and_of_the_stop() throws Exception {
    Path config = StationFolder.make(folder.resolve("station")).folder;
    String socket = folder.resolve("notify").toString();
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Countersign.class.getName(),
            "run",
            "--config",
            config.toString());
    command.environment().put("NOTIFY_SOCKET", socket);
    command.environment().put("WATCHDOG_USEC", "1000000");
    try (FakeSystemd systemd = new FakeSystemd(socket)) {
      Process service =
          command.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
      try {
        systemd.await("READY=1", START);
        systemd.await("STATUS=issues no card: no device is configured", START);
        for (int i = 0; i < 3; i++) {
          systemd.await("WATCHDOG=1", Duration.ofSeconds(10));
        }
        service.destroy();
        assertThat(systemd.await("STOPPING=1", Duration.ofSeconds(10)).lines().toList())
            .isEqualTo(List.of("STOPPING=1", "STATUS=stops"));
        assertThat(service.waitFor(20, TimeUnit.SECONDS)).isTrue();
      } finally {
        service.destroyForcibly();
      }
    }
  }
}
