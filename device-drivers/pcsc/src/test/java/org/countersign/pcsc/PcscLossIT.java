package org.countersign.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.pcsc.Bench.LIMIT;
import static org.countersign.pcsc.Bench.SELECT;
import static org.countersign.pcsc.Bench.contact;
import static org.countersign.pcsc.Bench.failure;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent.Kind;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DiscoveredDevice;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PcscLossIT {

  @BeforeAll
  static void realParts() {
    RealPart.requirePcscd();
  }

  @Test
  void anEmptyReaderHasNoChip() throws Exception {
    try (Bench bench = new Bench(1)) {
      ChipContact contact = contact(bench.open(0));

      assertThat(contact.awaitChip(true, Duration.ZERO)).isFalse();
      assertThat(contact.awaitChip(false, Duration.ZERO)).isTrue();
      DeviceException missing = failure(() -> contact.powerOn(LIMIT));
      assertThat(missing.fault()).isEqualTo(Fault.CARD_MISSING);
      assertThat(missing).hasMessageContaining("insert a card");
    }
  }

  @Test
  void cardsThatComeAndGoAreTold() throws Exception {
    try (Bench bench = new Bench(1)) {
      ChipContact contact = contact(bench.open(0));
      bench.insert(0, TestCard.answering(TestCard.OK));
      bench.awaitEvent(Kind.CARD_INSERTED);
      assertThat(contact.awaitChip(true, Duration.ZERO)).isTrue();

      bench.slot(0).remove();
      bench.awaitEvent(Kind.CARD_REMOVED);
      assertThat(contact.awaitChip(false, LIMIT)).isTrue();
    }
  }

  @Test
  void aCardPulledMidExchangeIsReportedAsTaken() throws Exception {
    try (Bench bench = new Bench(1)) {
      bench.insert(
          0,
          TestCard.scripted(command -> {
            bench.slot(0).remove();
            return TestCard.OK;
          }));
      ChipContact contact = bench.powered(0);

      DeviceException taken = failure(() -> contact.transceive(SELECT, LIMIT));
      assertThat(taken.fault()).isEqualTo(Fault.CARD_TAKEN);
      assertThat(taken.effect()).isEqualTo(Effect.UNKNOWN);

      DeviceException after = failure(() -> contact.transceive(SELECT, LIMIT));
      assertThat(after.fault()).isEqualTo(Fault.CARD_TAKEN);
      assertThat(after.effect()).isEqualTo(Effect.NONE);

      bench.insert(0, TestCard.answering(TestCard.OK));
      assertThat(contact.awaitChip(true, LIMIT)).isTrue();
      contact.powerOn(LIMIT);
      assertThat(contact.transceive(SELECT, LIMIT)).isEqualTo(TestCard.OK);
    }
  }

  @Test
  void aCardPulledBetweenExchangesHasNotSeenTheNextOne() throws Exception {
    try (Bench bench = new Bench(1)) {
      bench.insert(0, TestCard.answering(TestCard.OK));
      ChipContact contact = bench.powered(0);
      bench.slot(0).remove();
      bench.awaitEvent(Kind.CARD_REMOVED);

      DeviceException taken = failure(() -> contact.transceive(SELECT, LIMIT));

      assertThat(taken.fault()).isEqualTo(Fault.CARD_TAKEN);
      assertThat(taken.effect()).isEqualTo(Effect.NONE);
    }
  }

  @Test
  void pcscdKilledTenTimesCostsOneExchangeEach() throws Exception {
    try (Bench bench = new Bench(1)) {
      // INS FF is the command in whose midst pcscd dies.
      bench.insert(
          0,
          TestCard.scripted(command -> {
            if (command[1] == (byte) 0xFF) {
              bench.pcscd.kill();
            }
            return TestCard.OK;
          }));
      ChipContact contact = bench.powered(0);
      for (int crash = 0; crash < 10; crash++) {
        long start = System.nanoTime();
        DeviceException lost =
            failure(() -> contact.transceive(new byte[] {0, (byte) 0xFF, 0, 0}, LIMIT));
        assertThat(lost.fault()).isEqualTo(Fault.COMMUNICATION);
        assertThat(lost.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        bench.awaitEvent(Kind.DEVICE_LOST);

        bench.pcscd.restart();
        assertThat(contact.awaitChip(true, LIMIT)).as("crash %d", crash).isTrue();
        contact.powerOn(LIMIT);
        assertThat(contact.transceive(SELECT, LIMIT)).isEqualTo(TestCard.OK);
        // So that the monitor is back too and can tell of the next loss.
        bench.awaitEvent(Kind.CARD_INSERTED);
      }
    }
  }

  @Test
  void withoutPcscdOpeningSaysWhatToStart() throws Exception {
    try (Bench bench = new Bench(1)) {
      bench.pcscd.kill();

      DeviceException absent = failure(() -> bench.open(0));

      assertThat(absent.fault()).isEqualTo(Fault.COMMUNICATION);
      assertThat(absent.effect()).isEqualTo(Effect.NONE);
      assertThat(absent)
          .hasMessageContaining(bench.pcscd.socket().toString())
          .hasMessageContaining("systemctl start pcscd");

      bench.pcscd.restart();
      bench.insert(0, TestCard.answering(TestCard.OK));
      assertThat(bench.powered(0).transceive(SELECT, LIMIT)).isEqualTo(TestCard.OK);
    }
  }

  @Test
  void aDaemonThatHangsHoldsNobodyUp() throws Exception {
    try (Bench bench = new Bench(1)) {
      bench.insert(0, TestCard.answering(TestCard.OK));
      ChipContact contact = bench.powered(0);
      signal(bench, "STOP");
      try {
        DeviceException late = failure(() -> contact.transceive(SELECT, Duration.ofMillis(200)));
        assertThat(late.fault()).isEqualTo(Fault.TIMEOUT);
        // Now even the context has to be established anew, which pcscd does not answer either.
        DeviceException stillLate = failure(() -> contact.powerOn(Duration.ofMillis(200)));
        assertThat(stillLate.fault()).isEqualTo(Fault.TIMEOUT);
        assertThat(stillLate.effect()).isEqualTo(Effect.NONE);
      } finally {
        signal(bench, "CONT");
      }
      contact.powerOn(LIMIT);
      assertThat(contact.transceive(SELECT, LIMIT)).isEqualTo(TestCard.OK);
    }
  }

  private static void signal(Bench bench, String name) throws Exception {
    List<String> kill = List.of("kill", "-" + name, "" + bench.pcscd.pid());
    assertThat(bench.pcscd.runClient(kill).exitCode()).isZero();
  }

  @Test
  void aReaderThatIsNotThereIsNamedBesideThoseThatAre() throws Exception {
    try (Bench bench = new Bench(1)) {
      Map<String, String> config =
          Map.of("reader", "Nobody's Reader", "socket", bench.pcscd.socket().toString());

      DeviceException unknown =
          failure(() -> new PcscDriver().open(DriverContext.of("x", config, e -> {})));

      assertThat(unknown.fault()).isEqualTo(Fault.COMMUNICATION);
      assertThat(unknown)
          .hasMessageContaining("Nobody's Reader")
          .hasMessageContaining(bench.pcscd.readerNames().get(0));
    }
  }

  @Test
  void theReadersAreListedWithTheSettingsThatOpenThem() throws Exception {
    try (Bench bench = new Bench(2)) {
      List<DiscoveredDevice> found =
          new PcscDriver().discover(Map.of("socket", bench.pcscd.socket().toString()));

      assertThat(found)
          .extracting(d -> d.config().get("reader"))
          .containsExactlyInAnyOrderElementsOf(bench.pcscd.readerNames());
    }
  }

  @Test
  void anotherSocketInTheSameProcessIsRefused() throws Exception {
    try (Bench bench = new Bench(1)) {
      bench.open(0);

      DeviceException refused =
          failure(() -> new PcscDriver().discover(Map.of("socket", "/run/other/pcscd.comm")));

      assertThat(refused.fault()).isEqualTo(Fault.CONFIGURATION);
      assertThat(refused).hasMessageContaining(bench.pcscd.socket().toString());
    }
  }

  @Test
  void aHundredOpenAndCloseLeaveNoThreadAndNoHandle() throws Exception {
    try (Bench bench = new Bench(1)) {
      bench.insert(0, TestCard.answering(TestCard.OK));
      openUseClose(bench);
      int handles = handles();
      long threads = pcscThreads();

      for (int i = 0; i < 100; i++) {
        openUseClose(bench);
      }

      assertThat(handles()).isLessThanOrEqualTo(handles);
      assertThat(pcscThreads()).isLessThanOrEqualTo(threads);
    }
  }

  private static void openUseClose(Bench bench) throws Exception {
    try (Device device = bench.open(0)) {
      ChipContact contact = contact(device);
      assertThat(contact.awaitChip(true, LIMIT)).isTrue();
      contact.powerOn(LIMIT);
      contact.transceive(SELECT, LIMIT);
    }
  }

  private static int handles() {
    return new File("/proc/self/fd").list().length;
  }

  /** Without the watchdog: it may be about to end. */
  private static long pcscThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("pcsc-events"))
        .count();
  }
}
