package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardState;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.testbed.CardEmulator;
import org.countersign.testbed.PrivatePcscd;
import org.countersign.testbed.RealPart;
import org.countersign.testbed.VpcdClient;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The self-test of a whole station with a card in a reader behind a real pcscd. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestCardOnReaderIT {

  private static final String KEY = "404142434445464748494A4B4C4D4E4F";

  @TempDir Path folder;

  private record Laid(VirtualCard card) implements CardEmulator {
    @Override
    public byte[] atr() {
      return card.atr();
    }

    @Override
    public byte[] transmit(byte[] command) {
      return card.transmit(command);
    }

    @Override
    public void power(Power power) {
      if (power == Power.OFF) {
        card.powerOff();
      } else {
        byte[] ignored = card.powerOn();
      }
    }
  }

  private static void pause() throws InterruptedException {
    assertThat(new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS)).isFalse();
  }

  private static void untilOnline(RunningStation station) throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      if (station.gateway.devices().all().getFirst().state() == DeviceState.ONLINE) {
        return;
      }
      pause();
    }
    throw new AssertionError("not online: " + station.gateway.devices().all());
  }

  /** Runs self-tests until one finds that of the test card: pcscd sees a card after a while. */
  private static void finds(RunningStation station, String code) throws Exception {
    String found = "";
    for (int i = 0; i < 200 && !found.equals(code); i++) {
      pause();
      for (JsonNode finding : station.post("/v1/self-test").body().path("findings")) {
        String told = finding.path("code").asText();
        found = told.startsWith("testCard.") ? told : found;
      }
    }
    assertThat(found).isEqualTo(code);
  }

  @Test
  void a_test_card_is_proven_and_another_chip_left_alone() throws Exception {
    RealPart.requirePcscd();
    VirtualCard card = PreparedTestCard.make();
    VirtualCard blank = VirtualCard.blank(CardKind.FILE);
    CardState before = blank.state();
    StationFolder made = StationFolder.make(folder);
    made.testCards(KEY, card.chipId());
    try (PrivatePcscd pcscd = PrivatePcscd.start(1);
        VpcdClient slot = VpcdClient.inserted(pcscd.port(0), new Laid(card))) {
      made.device(
          "reader",
          """
          driver = "pcsc"
          reader = "%s"
          socket = "%s"
          """
              .formatted(pcscd.readerNames().getFirst(), pcscd.socket()));
      try (RunningStation station = RunningStation.start(folder)) {
        untilOnline(station);
        finds(station, "testCard.good");
        assertThat(PreparedTestCard.written(card)).matches("[0-9]{10}");

        slot.remove();
        finds(station, "testCard.none");

        slot.insert(new Laid(blank));
        finds(station, "testCard.other");
        assertThat(blank.state().triesLeft()).isEqualTo(before.triesLeft());
        assertThat(blank.state().pagesWritten()).isEqualTo(before.pagesWritten());
      }
    }
  }
}
