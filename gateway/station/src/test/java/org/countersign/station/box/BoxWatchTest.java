package org.countersign.station.box;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BoxWatchTest {

  @TempDir Path folder;

  @Test
  void the_start_of_the_system_is_told_once_though_the_kernel_says_it_a_second_off()
      throws IOException {
    try (BoxWatch box = watch()) {
      booted(1_800_000_000);
      assertThat(box.look()).isTrue();
      assertThat(box.now().booted()).hasValue(Instant.ofEpochSecond(1_800_000_000));
      booted(1_800_000_001);
      assertThat(box.look()).isFalse();
      booted(1_799_999_999);
      assertThat(box.look()).isFalse();
      assertThat(box.now().booted()).hasValue(Instant.ofEpochSecond(1_800_000_000));
    }
  }

  @Test
  void a_clock_that_was_put_right_moves_the_start() throws IOException {
    try (BoxWatch box = watch()) {
      booted(1_000);
      box.look();
      booted(1_800_000_000);
      assertThat(box.look()).isTrue();
      assertThat(box.now().booted()).hasValue(Instant.ofEpochSecond(1_800_000_000));
    }
  }

  @Test
  void where_no_kernel_says_it_nothing_is_known() {
    try (BoxWatch box = watch()) {
      assertThat(box.look()).isFalse();
      assertThat(box.now()).isEqualTo(BoxState.UNKNOWN);
    }
  }

  @Test
  void a_charge_does_not_chatter() throws IOException {
    try (BoxWatch box = watch()) {
      charge(80);
      box.look();
      charge(79);
      assertThat(box.look()).isFalse();
      charge(78);
      assertThat(box.look()).isTrue();
      assertThat(box.now().charge()).hasValue(78);
    }
  }

  @Test
  void a_change_rings() throws Exception {
    charge(80);
    CountDownLatch rung = new CountDownLatch(1);
    try (BoxWatch box = watch()) {
      box.start(rung::countDown);
      assertThat(rung.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(box.now().source()).isEqualTo("battery");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void this_machine_has_started_in_the_past() {
    try (BoxWatch box = BoxWatch.ofMachine()) {
      box.look();
      assertThat(box.now().booted()).get().isNotNull();
      assertThat(box.now().booted().orElseThrow()).isBefore(Instant.now());
    }
  }

  private BoxWatch watch() {
    return new BoxWatch(folder.resolve("stat"), folder.resolve("power_supply"));
  }

  private void booted(long seconds) throws IOException {
    Files.writeString(
        folder.resolve("stat"),
        "cpu  1 2 3\nintr 5 0 0\nctxt 1\nbtime " + seconds + "\nprocesses 4\n");
  }

  private void charge(int percent) throws IOException {
    Path battery = Files.createDirectories(folder.resolve("power_supply").resolve("BAT0"));
    Files.writeString(battery.resolve("type"), "Battery\n");
    Files.writeString(battery.resolve("status"), "Discharging\n");
    Files.writeString(battery.resolve("capacity"), percent + "\n");
  }
}
