package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A box that is switched on before anything is plugged into it. */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WithoutAnythingTest {

  @TempDir private Path folder;

  @Test
  void without_network_and_reader_it_starts_serves_takes_jobs_and_says_what_it_lacks()
      throws Exception {
    StationFolder station = StationFolder.make(folder);
    station.station(
        station.toml() + "[fleet]\nbroker = \"tcp://nowhere.invalid:1883\"\nkeep-alive = \"1s\"\n");
    station.device("reader-1", "driver = \"pcsc\"\nreader = \"No such reader\"\n");
    long begun = System.nanoTime();
    try (RunningStation running = RunningStation.start(folder)) {
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
      running.submit("job-1", "residence-permit");
      CountDownLatch never = new CountDownLatch(1);
      String healthz = "";
      for (int i = 0; i < 1_000 && !healthz.contains("device reader-1: "); i++) {
        assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
        healthz = running.get("/healthz").body().toString();
      }
      assertThat(running.get("/healthz").status()).isEqualTo(200);
      assertThat(running.get("/healthz").body().path("ready").asBoolean(true)).isFalse();
      assertThat(healthz).contains("no device is ready", "device reader-1: ");
      assertThat(running.job("job-1").path("state").asText()).isEqualTo("ACCEPTED");
      assertThat(Files.exists(folder.resolve("ledger/station.db"))).isTrue();
    }
  }
}
