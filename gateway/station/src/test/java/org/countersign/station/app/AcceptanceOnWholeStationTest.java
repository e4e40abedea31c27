package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;
import org.countersign.station.commands.Countersign;
import org.countersign.station.commands.TabletopSlot;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.operators.Operator;
import org.countersign.station.operators.Operator.Role;
import org.countersign.station.operators.OperatorFile;
import org.countersign.station.operators.PinHash;
import org.countersign.station.terminal.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two persons find a whole station good, or not, with a test card at its device. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AcceptanceOnWholeStationTest {

  private static final String KEY = "404142434445464748494A4B4C4D4E4F";
  private static final String PINS = "48151623\n21081516\n";
  private static final String TWO = "acceptance record --by=lin --second=wei";

  @TempDir Path folder;
  private VirtualCard card;
  private TabletopSlot slot;
  private RunningStation station;

  @BeforeEach
  void make() throws Exception {
    card = PreparedTestCard.make();
    StationFolder made = StationFolder.make(folder);
    made.testCards(KEY, card.chipId());
    slot = TabletopSlot.named("accepted", new VirtualReader());
    made.device(
        "slot",
        """
        driver = "tabletop"
        reader = "accepted"
        profiles = ["residence-registration-card"]
        """);
    Files.createDirectories(folder.resolve("secrets"));
    new OperatorFile(folder.resolve("secrets/operators.toml"))
        .write(
            List.of(
                new Operator("lin", Role.CLERK, PinHash.of("48151623".toCharArray(), 1_000)),
                new Operator("wei", Role.SUPERVISOR, PinHash.of("21081516".toCharArray(), 1_000))));
    start();
  }

  private void start() throws Exception {
    station = RunningStation.start(folder);
    until("online", () -> station.gateway.devices().all().getFirst().state() == DeviceState.ONLINE);
  }

  @AfterEach
  void stop() {
    station.close();
  }

  private static void until(String what, BooleanSupplier reached) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 2_000 && !reached.getAsBoolean(); i++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(reached.getAsBoolean()).as(what).isTrue();
  }

  private String run(String command, String lines, String... more) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    InputStream in = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
    List<String> args = new ArrayList<>(List.of(command.split(" ")));
    args.addAll(List.of(more));
    args.add("--url=http://127.0.0.1:" + station.gateway.port());
    args.add("--token-file=" + folder.resolve("secrets/http.token"));
    int code = Countersign.run(Terminal.plain(in, stream, stream), args.toArray(String[]::new));
    return code + " " + written.toString(StandardCharsets.UTF_8);
  }

  private List<StationEvent> onRecord() {
    return station.gateway.events().after(0, 1_000).stream()
        .filter(event -> event.subject().equals("acceptance"))
        .toList();
  }

  @Test
  void a_station_whose_device_proves_its_test_card_is_accepted_with_a_report_that_can_be_checked()
      throws Exception {
    slot.reader.insert(card);
    String said = run(TWO, PINS);
    assertThat(said).startsWith("0 accepted").contains("by lin and wei", card.chipId());
    StationEvent event = onRecord().getFirst();
    assertThat(event.state()).isEqualTo("accepted");
    String digest = event.facts().get("report");
    byte[] report = Files.readAllBytes(folder.resolve("ledger/acceptances/" + digest + ".json"));
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(report)))
        .isEqualTo(digest);
    JsonNode read = new ObjectMapper().readTree(report);
    assertThat(read.get("accepted").asBoolean()).isTrue();
    assertThat(read.get("problems")).isEmpty();
    assertThat(read.get("station").asText()).isEqualTo("st-1");
    assertThat(said).contains(digest).doesNotContain("48151623");
    assertThat(new String(report, StandardCharsets.UTF_8)).doesNotContain("48151623", "21081516");
    stop();
    start();
    assertThat(run("acceptance", "")).startsWith("0 accepted").contains(digest);
    assertThat(station.gateway.events().after(0, 1_000)).isNotEmpty();
  }

  @Test
  void a_station_without_a_proven_card_is_not_accepted_and_recorded_as_refused_only_if_persons_say()
      throws Exception {
    assertThat(run("acceptance", "")).startsWith("1 ").contains("was not looked at");
    assertThat(run(TWO, PINS)).startsWith("1 ").contains("slot", "has not written a test card");
    assertThat(onRecord()).isEmpty();
    assertThat(run(TWO, PINS, "--refuse=no test card came with it"))
        .startsWith("1 not accepted")
        .contains("no test card came with it");
    assertThat(onRecord())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.state()).isEqualTo("refused");
          assertThat(event.facts()).containsEntry("problem", "no test card came with it");
          assertThat(event.facts()).containsEntry("chip", "");
        });
  }

  @Test
  void it_takes_two_persons_one_a_supervisor_and_one_alone_is_an_alarm() throws Exception {
    slot.reader.insert(card);
    assertThat(run("acceptance record --by=lin", "48151623\n")).contains("must be another person");
    assertThat(run(TWO, "48151623\n99999999\n")).contains("name or PIN is wrong");
    assertThat(run(TWO, PINS, "--refuse=" + "x".repeat(201))).contains("200 characters");
    assertThat(onRecord()).isEmpty();
    assertThat(
            station.gateway.events().after(0, 1_000).stream()
                .filter(event -> event.kind().equals("alarm"))
                .map(StationEvent::subject))
        .containsExactly("second-person");
  }
}
