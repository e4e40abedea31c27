package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.custody.SoftSam;
import org.countersign.testbed.PrivatePcscd;
import org.countersign.testbed.RealPart;
import org.countersign.testbed.VpcdClient;
import org.countersign.trust.secret.SecretFile;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole station without a master key: a SAM behind a real pcscd derives the keys of its cards.
 */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SamOnWholeStationIT {

  private static final String PERMIT = "residence-permit";

  /** What the station's main file says of its keys; the reader's settings go at the end. */
  static final String SECTIONS =
      """
      [keys.transport]
      kind = "sam"
      slot = 1
      [keys.issuer]
      kind = "sam"
      slot = 2
      [sam]
      pairing-file = "secrets/sam.json"
      """;

  @TempDir Path folder;

  private static void until(String what, Callable<Boolean> reached) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 3_000; i++) {
      if (reached.call()) {
        return;
      }
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError("never came: " + what);
  }

  private CardTray station(PrivatePcscd pcscd) throws Exception {
    StationFolder station = StationFolder.make(folder);
    Files.delete(folder.resolve("keys.json"));
    Files.delete(folder.resolve("profiles.d/residence-registration-card.json"));
    SecretFile.create(folder.resolve("secrets/sam.json"), SoftSam.PAIRING);
    station.station(
        station
            .toml()
            .replace(
                "[keys]\nfile = \"keys.json\"\n",
                SECTIONS
                    + """
                    driver = "pcsc"
                    reader = "%s"
                    socket = "%s"
                    """
                        .formatted(pcscd.readerNames().getFirst(), pcscd.socket())));
    CardTray tray = CardTray.named("sam-" + folder);
    station.device(
        "encoder-1",
        """
        driver = "simulator"
        chip = "lds"
        key-diversification = "kdf3"
        hopper = 0
        tray = "%s"
        """
            .formatted(tray.name()));
    return tray;
  }

  private static void isIssued(RunningStation running, String job, VirtualCard card)
      throws Exception {
    JsonNode ended = running.ended(job);
    assertThat(ended.path("state").asText()).as("%s", ended).isEqualTo("ACTIVATED");
    assertThat(ended.path("work").path("verdict").asText()).isEqualTo("good");
    assertThat(card.state().isFinished()).isTrue();
  }

  private static void pauses(RunningStation running, String... words) throws Exception {
    until(
        String.join(" ", words),
        () -> {
          String detail = running.gateway.devices().all().getFirst().detail();
          String health = running.get("/healthz").body().toString();
          return java.util.Arrays.stream(words)
              .allMatch(word -> detail.contains(word) && health.contains(word));
        });
  }

  @Test
  void cards_are_issued_as_long_as_the_sam_is_there_and_counts_them() throws Exception {
    RealPart.requirePcscd();
    SoftSam sam = new SoftSam();
    try (PrivatePcscd pcscd = PrivatePcscd.start(1);
        VpcdClient slot = VpcdClient.inserted(pcscd.port(0), sam)) {
      CardTray tray = station(pcscd);
      try (RunningStation running = RunningStation.start(folder)) {
        VirtualCard first = KeyOffice.blank();
        tray.putBack(first);
        running.submit("job-1", PERMIT);
        pauses(running, "no more cards", "top-up 1");
        assertThat(first.state().triesLeft()).isEqualTo(KeyOffice.blank().state().triesLeft());
        sam.topUp(folder.resolve("secrets/sam.order"), 1, 2);
        isIssued(running, "job-1", first);
        assertThat(running.get("/healthz").body().path("cautions").toString())
            .doesNotContain("master keys")
            .doesNotContain("card keys");

        slot.remove();
        until("a SAM away", () -> running.get("/healthz").body().toString().contains("SAM cannot"));
        VirtualCard second = KeyOffice.blank();
        tray.putBack(second);
        running.submit("job-2", PERMIT);
        assertThat(running.job("job-2").path("state").asText()).isEqualTo("ACCEPTED");
        slot.insert(sam);
        isIssued(running, "job-2", second);
        until("0 left", () -> running.get("/healthz").body().toString().contains("top-up 2"));
        assertThat(running.gateway.metrics().scrape()).contains("countersign_sam_cards_left 0.0");
        assertThat(running.gateway.stock().spoiled()).isZero();
        assertThat(running.gateway.stock().issued()).isEqualTo(2);
      }
    }
    assertThat(sam.status().left()).isZero();
  }
}
