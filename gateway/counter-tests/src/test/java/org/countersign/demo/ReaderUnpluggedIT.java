package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.personalization.JobState;
import org.countersign.station.app.Gateway;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of two readers is unplugged from a whole station and plugged in again. A virtual reader can
 * leave pcscd only while pcscd starts anew; that a reader leaves a running pcscd is proven at the
 * driver, in its ReaderUnpluggedTest.
 */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReaderUnpluggedIT {

  private static final int STAYS = 0;

  /** Of another entry of pcscd's configuration than the one that stays. */
  private static final int GOES = 2;

  @TempDir Path folder;

  @BeforeAll
  static void realParts() {
    RealPart.requirePcscd();
    System.setProperty(
        "countersign.examples", Path.of("../examples").toAbsolutePath().normalize().toString());
  }

  @Test
  void its_device_says_so_and_comes_back_by_itself_while_the_other_goes_on() throws Exception {
    try (Counter counter = Counter.with(folder, STAYS, GOES);
        Gateway gateway = counter.openStation()) {
      counter.pcscd.unplug(GOES);
      outOfServiceByName(counter);
      String meanwhile = counter.submit(1);
      counter.serveUntilEnded(List.of(meanwhile), STAYS);
      assertThat(counter.job(meanwhile).device()).contains(Counter.device(STAYS));

      counter.pcscd.plugIn();
      inServiceSoon(counter);
      String next = counter.submit(2);
      counter.serveUntilEnded(List.of(next), GOES);

      assertThat(counter.job(next).device()).contains(Counter.device(GOES));
      assertThat(counter.job(next).state()).isEqualTo(JobState.ACTIVATED);
      Truth.holds(counter);
      assertThat(gateway.stock().issued()).isEqualTo(2);
    }
  }

  @Test
  void a_card_in_it_is_accounted_for_and_the_next_is_issued_on_it() throws Exception {
    try (Counter counter = Counter.with(folder, STAYS, GOES);
        Gateway gateway = counter.openStation()) {
      CountDownLatch unplugged = new CountDownLatch(1);
      WatchedCard struck =
          counter.insert(
              GOES,
              (number, command) -> {
                if (number == 7) { // The second block of data.
                  unplug(counter);
                  unplugged.countDown();
                }
                return true;
              });
      String job = counter.submit(1);
      assertThat(unplugged.await(30, TimeUnit.SECONDS)).as("unplugged").isTrue();
      outOfServiceByName(counter);
      counter.until("the end of the card", () -> counter.ended(job));
      counter.takeOut(GOES);

      counter.pcscd.plugIn();
      inServiceSoon(counter);
      String next = counter.submit(2);
      counter.serveUntilEnded(List.of(next), GOES);

      assertThat(counter.job(job).state()).isEqualTo(JobState.IN_DOUBT);
      assertThat(counter.job(next).state()).isEqualTo(JobState.ACTIVATED);
      assertThat(Truth.holds(counter).stateOf(struck)).isEqualTo("IN_DOUBT");
      assertThat(gateway.stock().issued()).isEqualTo(1);

      counter.putBack(STAYS, struck);
      counter.until("the end of the card", () -> counter.job(job).work().isPresent());
      assertThat(counter.job(job).device()).contains(Counter.device(STAYS));
      assertThat(Truth.holds(counter).stateOf(struck)).isEqualTo("ISSUED");
    }
  }

  private static void unplug(Counter counter) {
    try {
      counter.pcscd.unplug(GOES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a person sees: which reader is missing, which ones are there, what to do. */
  private static void outOfServiceByName(Counter counter) throws Exception {
    List<String> names = counter.pcscd.readerNames();
    counter.until(
        "that the device tells which reader is missing",
        () -> counter.encoder(GOES).detail().startsWith("no reader is called"));
    assertThat(counter.encoder(GOES).state()).isEqualTo(DeviceState.NO_DEVICE);
    assertThat(counter.encoder(GOES).detail())
        .contains(names.get(GOES))
        .contains(names.get(STAYS))
        .contains("Plug it in");
    counter.until("the other device", () -> counter.encoder(STAYS).state() == DeviceState.ONLINE);
  }

  private static void inServiceSoon(Counter counter) throws Exception {
    long start = System.nanoTime();
    counter.until("the device", () -> counter.encoder(GOES).state() == DeviceState.ONLINE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
  }
}
