package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.countersign.personalization.JobState;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small one of memory, which only root may mount. */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FullDiskIT {

  @TempDir private Path folder;

  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    String mount = RealPart.require("mount", "mount").toString();
    mounted = run(mount, "-t", "tmpfs", "-o", "size=32m", "tmpfs", disk.toString()) == 0;
    if (!mounted) {
      RealPart.absent("a small disk cannot be mounted here: run it as root");
    }
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      // Lazily, for whoever looks through all mounts holds it for a moment.
      String umount = RealPart.require("umount", "mount").toString();
      assertThat(run(umount, "-l", disk.toString())).isZero();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor();
  }

  private static void until(String what, BooleanSupplier reached) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 2_000 && !reached.getAsBoolean(); i++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(reached.getAsBoolean()).as(what).isTrue();
  }

  /** Somebody else's file takes every byte that is left. */
  private static void fill(Path file) {
    byte[] block = new byte[4_096];
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  @Test
  void a_card_in_hand_is_closed_on_a_full_disk_and_issuing_goes_on_when_there_is_room()
      throws Exception {
    Path other = disk.resolve("somebody-elses.log");
    try (LedgerFixture station = new LedgerFixture(disk, 1 << 20)) {
      Path reserve = LedgerFixture.file(disk).resolveSibling("station.db.reserve");
      until("the reserve is put by", () -> Files.exists(reserve));
      station.accept("job");
      JobJournal card = station.advance("job", "chip-1", JobState.OPENED);

      fill(other);
      card.enter(JobState.AUTHENTICATING, Map.of());
      for (int i = 0; i < 200; i++) {
        station.ledger.quarantine("encoder-1", "what is written until the disk is full " + i);
      }
      assertThat(station.ledger.failure()).isEmpty();
      assertThat(reserve).doesNotExist();
      assertThat(station.ledger.hold().orElseThrow())
          .contains("its reserve of 8192 KiB is in use", "free some space");

      Files.delete(other);
      until("there is room again", () -> station.ledger.hold().isEmpty());
      assertThat(reserve).hasSize(DiskReserve.SIZE);
      assertThat(station.ledger.verify()).isEmpty();
      assertThat(station.state("job")).isEqualTo(JobState.AUTHENTICATING);
    }
  }
}
