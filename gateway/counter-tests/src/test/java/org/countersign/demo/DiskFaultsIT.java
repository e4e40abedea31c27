package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.countersign.personalization.JobState;
import org.countersign.station.app.Gateway;
import org.countersign.station.ledger.LedgerException;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk of the ledger is full in the middle of a card, or read-only from the start. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DiskFaultsIT {

  private static final int MEGABYTES = 8;

  @TempDir Path folder;

  @BeforeAll
  static void realParts() {
    RealPart.requirePcscd();
    System.setProperty(
        "countersign.examples", Path.of("../examples").toAbsolutePath().normalize().toString());
  }

  @ParameterizedTest(name = "at command {0}")
  @ValueSource(
      ints = {
        1, // chip number
        3, // SCP03 INITIALIZE UPDATE
        4, // SCP03 EXTERNAL AUTHENTICATE
        7, // data
        12, // read-back
        22, // activation
        28, // inspection
      })
  void a_disk_that_fills_up_loses_no_card(int command) throws Exception {
    try (Counter counter = Counter.with(folder, 0);
        SmallDisk disk = SmallDisk.mount(counter.station.path().resolve("ledger"), MEGABYTES)) {
      counter.station.addSection("\n[ledger]\nfree-space = \"1MiB\"\n");
      Hands hands = new Hands(counter, new SplittableRandom(command), 0);
      AtomicBoolean full = new AtomicBoolean();
      WatchedCard card;
      String job;
      try (Gateway ignored = counter.openStation()) {
        card =
            counter.insert(
                0,
                (number, apdu) -> {
                  if (number == command && full.compareAndSet(false, true)) {
                    disk.fill();
                  }
                  return true;
                });
        job = counter.submit(1);
        counter.until(
            "that the card is made or the disk is named",
            () ->
                full.get() && (counter.ended(job) || counter.encoder(0).detail().contains("disk")));
      }
      disk.empty();

      try (Gateway ignored = counter.openStation()) {
        String next = counter.submit(2);
        hands.serveUntilSettled(List.of(job, next));
        assertThat(counter.job(job).state()).isEqualTo(JobState.ACTIVATED);
        assertThat(counter.job(next).state()).isEqualTo(JobState.ACTIVATED);
        assertThat(Truth.holds(counter).stateOf(card)).isEqualTo("ISSUED");
      }
    }
  }

  @Test
  void a_station_does_not_start_on_a_read_only_disk_and_says_so() throws Exception {
    try (Counter counter = Counter.with(folder, 0);
        SmallDisk disk = SmallDisk.mount(counter.station.path().resolve("ledger"), MEGABYTES)) {
      counter.station.addSection("\n[ledger]\nfree-space = \"1MiB\"\n");
      String job;
      try (Gateway ignored = counter.openStation()) {
        job = counter.submit(1);
      }
      disk.writable(false);
      assertThatThrownBy(counter::openStation)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("Read-only file system")
          .hasMessageContaining(disk.place().toString());
      disk.writable(true);
      try (Gateway ignored = counter.openStation()) {
        new Hands(counter, new SplittableRandom(1), 0).serveUntilSettled(List.of(job));
        assertThat(counter.job(job).state()).isEqualTo(JobState.ACTIVATED);
      }
    }
  }
}
