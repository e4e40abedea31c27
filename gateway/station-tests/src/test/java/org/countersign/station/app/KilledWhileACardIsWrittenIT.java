package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.commands.Countersign;
import org.countersign.station.custody.SoftSam;
import org.countersign.station.jobs.StationEvent;
import org.countersign.testbed.CardEmulator;
import org.countersign.testbed.PrivatePcscd;
import org.countersign.testbed.RealPart;
import org.countersign.testbed.VpcdClient;
import org.countersign.trust.secret.SecretFile;
import org.countersign.trust.signer.SoftHsm;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole station without a master key whose process is killed while a card lies in a reader of a
 * real pcscd, and its next life, which needs the keys of that card once more.
 */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KilledWhileACardIsWrittenIT {

  private static final String PERMIT = "residence-permit";
  private static final String JOB = "job-1";
  private static final String ONE_LEFT = "countersign_sam_cards_left 1.0";

  /** A step of the clock that the station still believes. */
  private static final Duration LATER = Duration.ofMinutes(8);

  @TempDir Path folder;
  @TempDir Path elsewhere;

  /** A card in the slot at one of whose commands the station is killed before it has the answer. */
  private static final class DeadlyCard implements CardEmulator {

    private final VirtualCard card = KeyOffice.blank();
    private final int deadly;
    private int commands;
    private volatile Process station;

    DeadlyCard(int deadly) {
      this.deadly = deadly;
    }

    @Override
    public byte[] atr() {
      return card.atr();
    }

    @Override
    public byte[] transmit(byte[] command) {
      byte[] answer = card.transmit(command);
      if (++commands == deadly) {
        station.destroyForcibly().onExit().join();
      }
      return answer;
    }

    @Override
    public void power(Power power) {
      if (power == Power.OFF) {
        card.powerOff();
      } else {
        card.powerOn();
      }
    }
  }

  private StationFolder station(PrivatePcscd pcscd) throws Exception {
    StationFolder station = StationFolder.make(folder);
    Files.delete(folder.resolve("profiles.d/residence-registration-card.json"));
    station.device("encoder-1", "driver = \"pcsc\"\n" + reader(pcscd, 1));
    return station;
  }

  private static String reader(PrivatePcscd pcscd, int number) {
    return "reader = \"%s\"\nsocket = \"%s\"\n"
        .formatted(pcscd.readerNames().get(number), pcscd.socket());
  }

  private static void keys(StationFolder station, String sections) throws IOException {
    station.station(station.toml().replace("[keys]\nfile = \"keys.json\"\n", sections));
  }

  private static void submit(RunningStation running, byte[] envelope) throws Exception {
    Map<String, Object> body = RunningStation.body(PERMIT);
    @SuppressWarnings("unchecked")
    Map<String, String> attachments = new HashMap<>((Map<String, String>) body.get("attachments"));
    attachments.put("keyEnvelope", Base64.getEncoder().encodeToString(envelope));
    body.put("attachments", attachments);
    assertThat(running.put(JOB, body).status()).isEqualTo(202);
  }

  /** {@code countersign run} in a process of its own, until the card has it killed. */
  private void live(DeadlyCard card, VpcdClient slot) throws Exception {
    Path log = elsewhere.resolve("station.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Countersign.class.getName(),
                "run",
                "--config",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    card.station = process;
    try {
      slot.insert(card);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(137); // SIGKILL
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }

  private static void isFinished(RunningStation running, DeadlyCard card) throws Exception {
    JsonNode job = running.eventually("/v1/jobs/" + JOB, a -> a.body().has("work")).body();
    assertThat(job.path("state").asText()).as("%s", job).isEqualTo("ACTIVATED");
    assertThat(job.path("work").path("verdict").asText()).isEqualTo("good");
    assertThat(card.card.state().isFinished()).isTrue();
    assertThat(card.card.state().defects()).isEmpty();
    assertThat(running.record(JOB))
        .extracting(StationEvent::state)
        .as("it was killed behind the first command with a key of the card")
        .containsSubsequence("OPENED", "IN_DOUBT", "ACTIVATED");
    assertThat(running.gateway.stock().issued()).isEqualTo(1);
    assertThat(running.gateway.stock().spoiled()).isZero();
    assertThat(running.gateway.stock().inDoubt()).isZero();
  }

  /** Of the 29 commands of a card: opened, in the middle of its files, before its activation. */
  @ParameterizedTest
  @ValueSource(ints = {10, 20, 28})
  void a_card_under_wrapped_keys_is_finished_even_if_their_time_is_over(int command)
      throws Exception {
    RealPart.requirePcscd();
    try (PrivatePcscd pcscd = PrivatePcscd.start(2);
        VpcdClient slot = new VpcdClient(pcscd.port(1))) {
      StationFolder station = station(pcscd);
      KeyOffice office = new KeyOffice(station, elsewhere);
      keys(station, KeyOffice.sections());
      dies(command, slot, office);
    }
  }

  @Test
  void a_card_whose_keys_a_token_opens_is_finished_too() throws Exception {
    RealPart.requirePcscd();
    SoftHsm token = SoftHsm.create(elsewhere, "cs-" + UUID.randomUUID().toString().substring(0, 8));
    try (PrivatePcscd pcscd = PrivatePcscd.start(2);
        VpcdClient slot = new VpcdClient(pcscd.port(1))) {
      StationFolder station = station(pcscd);
      KeyOffice office = new KeyOffice(station, elsewhere);
      office.recipient = token.recipient("recipient");
      keys(station, KeyOffice.sections(token, "recipient"));
      Files.delete(folder.resolve("secrets/wrapping.p12"));
      Files.delete(folder.resolve("secrets/wrapping.password"));
      dies(15, slot, office);
    }
  }

  private void dies(int command, VpcdClient slot, KeyOffice office) throws Exception {
    DeadlyCard card = new DeadlyCard(command);
    office.length = Duration.ofMinutes(5);
    try (RunningStation first = RunningStation.start(folder)) {
      submit(first, office.envelope(card.card));
    }
    live(card, slot);
    try (RunningStation next =
        RunningStation.start(folder, Clock.offset(Clock.systemUTC(), LATER))) {
      isFinished(next, card);
    }
  }

  @Test
  void a_card_under_keys_of_a_sam_is_finished_and_counted_once() throws Exception {
    RealPart.requirePcscd();
    SoftSam sam = new SoftSam();
    try (PrivatePcscd pcscd = PrivatePcscd.start(2);
        VpcdClient samSlot = VpcdClient.inserted(pcscd.port(0), sam);
        VpcdClient slot = new VpcdClient(pcscd.port(1))) {
      StationFolder station = station(pcscd);
      Files.delete(folder.resolve("keys.json"));
      SecretFile.create(folder.resolve("secrets/sam.json"), SoftSam.PAIRING);
      keys(station, SamOnWholeStationIT.SECTIONS + "driver = \"pcsc\"\n" + reader(pcscd, 0));
      DeadlyCard card = new DeadlyCard(15);
      try (RunningStation first = RunningStation.start(folder)) {
        first.submit(JOB, PERMIT);
        sam.topUp(folder.resolve("secrets/sam.order"), 1, 1);
        first.eventually("/healthz", a -> first.gateway.metrics().scrape().contains(ONE_LEFT));
      }
      live(card, slot);
      try (RunningStation next = RunningStation.start(folder)) {
        isFinished(next, card);
        assertThat(samSlot.isInserted()).isTrue();
      }
    }
    assertThat(sam.status().left()).isZero();
  }
}
