package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.countersign.station.commands.Countersign;
import org.countersign.station.fleet.RawPayload;
import org.countersign.station.fleet.Watcher.Heard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole station with {@code [fleet]} in its configuration and Debian's mosquitto, judged by a
 * subscriber that reads the payloads after the specification's table and writes its command so.
 */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StationInTheFleetIT {

  private static final String PERMIT = "residence-permit";
  private static final String REGISTRATION = "residence-registration-card";
  private static final List<String> SECRETS =
      List.of("Zhang", "ZHANG", "张三", "1988-02-29", "880229", "CS0000001", "good-1");

  @TempDir Path folder;
  private WatchedFleet fleet;

  @BeforeEach
  void start() throws Exception {
    fleet = WatchedFleet.in(folder);
    fleet
        .station()
        .device(
            "registrations",
            """
            driver = "simulator"
            profiles = ["residence-registration-card"]
            chip = "file"
            hopper = 30
            """);
  }

  @AfterEach
  void stop() throws Exception {
    fleet.close();
  }

  /** Waits for a message of that topic in which the metric has the value. */
  private RawPayload heard(String topic, String metric, Object value) throws Exception {
    return fleet
        .watcher()
        .next(
            h -> h.topic().equals(topic) && has(h.payload(), metric, value),
            topic + " with " + metric + " = " + value)
        .payload();
  }

  private static boolean has(RawPayload payload, String metric, Object value) {
    return payload.metrics().containsKey(metric) && payload.value(metric).equals(value);
  }

  private static String node(String type) {
    return "spBv1.0/d-1/" + type + "/st-1";
  }

  private static String device(String type, String id) {
    return node(type) + "/" + id;
  }

  private long birth() throws Exception {
    return (long) fleet.watcher().next("NBIRTH").payload().value("bdSeq");
  }

  /** Waits until both devices are born, in whatever order they opened. */
  private void bothDevices() throws Exception {
    Heard first = fleet.watcher().next("DBIRTH");
    assertThat(first.payload().value("State")).isEqualTo("online");
    String other = first.topic().endsWith("permits") ? "registrations" : "permits";
    fleet.watcher().next(h -> h.topic().equals(device("DBIRTH", other)), "birth of " + other);
  }

  /** Payload and metric after Sparkplug B 3.0, clause 6.4, written field by field. */
  private static byte[] rebirth() throws IOException {
    ByteArrayOutputStream metric = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(metric);
    out.writeString(1, "Node Control/Rebirth"); // name
    out.writeUInt32(4, 11); // datatype Boolean
    out.writeBool(14, true); // boolean_value
    out.flush();
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    out = CodedOutputStream.newInstance(payload);
    out.writeUInt64(1, 1_700_000_000_000L); // timestamp, milliseconds
    out.writeByteArray(2, metric.toByteArray()); // metrics
    out.flush();
    return payload.toByteArray();
  }

  @Test
  void births_tell_what_is_there_and_data_tells_of_each_card() throws Exception {
    try (RunningStation station = RunningStation.start(folder)) {
      Heard birth = fleet.watcher().next("NBIRTH");
      assertThat(birth.topic()).isEqualTo(node("NBIRTH"));
      assertThat(birth.payload().seq()).hasValue(0);
      assertThat(birth.payload().value("bdSeq")).isEqualTo(0L);
      assertThat(birth.payload().value("Cards/Issued")).isEqualTo(0L);
      assertThat(birth.payload().value("Devices/Configured")).isEqualTo(2L);
      bothDevices();

      station.issuesAGoodCardOn("permits", PERMIT);
      RawPayload node = heard(node("NDATA"), "Cards/Issued", 1L);
      assertThat(node.metrics().get("Cards/Issued").type()).isZero();
      heard(device("DDATA", "permits"), "Cards/Issued", 1L);
      station.issuesAGoodCardOn("registrations", REGISTRATION);
      heard(node("NDATA"), "Cards/Issued", 2L);
      heard(device("DDATA", "registrations"), "Cards/Issued", 1L);
    }
    Heard death = fleet.watcher().next("NDEATH");
    assertThat(death.payload().value("bdSeq")).isEqualTo(0L);
    List<Integer> numbers =
        fleet.watcher().all().stream()
            .filter(h -> !h.type().equals("NDEATH"))
            .map(h -> h.payload().seq().orElseThrow())
            .toList();
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).as("%s", numbers).isEqualTo(i % 256);
    }
    assertThat(fleet.watcher().all()).noneMatch(Heard::retained);
    assertThat(fleet.watcher().all())
        .extracting(h -> new String(h.bytes(), StandardCharsets.UTF_8))
        .allSatisfy(text -> assertThat(text).doesNotContain(SECRETS));
  }

  @Test
  void a_rebirth_command_is_answered_with_all_births_and_the_present_figures() throws Exception {
    try (RunningStation station = RunningStation.start(folder)) {
      birth();
      bothDevices();
      station.issuesAGoodCardOn("permits", PERMIT);
      heard(device("DDATA", "permits"), "Cards/Issued", 1L);

      fleet.watcher().say(node("NCMD"), rebirth());

      RawPayload again = fleet.watcher().next("NBIRTH").payload();
      assertThat(again.seq()).hasValue(0);
      assertThat(again.value("bdSeq")).isEqualTo(0L);
      assertThat(again.value("Cards/Issued")).isEqualTo(1L);
      assertThat(fleet.watcher().next("DBIRTH").payload().seq()).hasValue(1);
      assertThat(fleet.watcher().next("DBIRTH").payload().seq()).hasValue(2);
      station.issuesAGoodCardOn("registrations", REGISTRATION);
      heard(node("NDATA"), "Cards/Issued", 2L);
    }
  }

  @Test
  void a_broker_that_is_killed_stops_no_card_and_hears_of_all_of_them_when_it_is_back()
      throws Exception {
    try (RunningStation station = RunningStation.start(folder)) {
      assertThat(birth()).isZero();
      bothDevices();
      station.issuesAGoodCardOn("permits", PERMIT);
      fleet.broker().kill();
      fleet.watcher().close();
      for (int i = 0; i < 5; i++) {
        station.issuesAGoodCardOn("permits", PERMIT);
        station.issuesAGoodCardOn("registrations", REGISTRATION);
      }
      assertThat(station.get("/healthz").status()).isEqualTo(200);
      fleet.broker().restart();
      fleet.watchAgain("watcher-again");
      // The station may have been quicker than the watcher.
      fleet.watcher().say(node("NCMD"), rebirth());

      RawPayload again = fleet.watcher().next("NBIRTH").payload();
      assertThat((long) again.value("bdSeq")).isPositive();
      assertThat(again.value("Cards/Issued")).isEqualTo(11L);
      heard(device("DBIRTH", "registrations"), "Cards/Issued", 5L);
      station.issuesAGoodCardOn("permits", PERMIT);
      heard(node("NDATA"), "Cards/Issued", 12L);
    }
  }

  @Test
  void a_station_that_is_killed_leaves_its_will_and_its_next_life_goes_on_counting()
      throws Exception {
    try (RunningStation first = RunningStation.start(folder)) {
      assertThat(birth()).isZero();
      first.issuesAGoodCardOn("permits", PERMIT);
    }
    assertThat(fleet.watcher().next("NDEATH").payload().value("bdSeq")).isEqualTo(0L);
    for (long life = 1; life <= 2; life++) {
      Process process = process();
      try {
        RawPayload born = fleet.watcher().next("NBIRTH").payload();
        assertThat(born.value("bdSeq")).isEqualTo(life);
        assertThat(born.value("Cards/Issued")).isEqualTo(1L);
        bothDevices();
      } finally {
        process.destroyForcibly().waitFor();
      }
      RawPayload will = fleet.watcher().next("NDEATH").payload();
      assertThat(will.metrics()).containsOnlyKeys("bdSeq");
      assertThat(will.value("bdSeq")).isEqualTo(life);
    }
  }

  @Test
  void
      sigterm_shows_the_planned_stop_before_the_death_and_sigkill_leaves_a_birth_that_is_not_clean()
          throws Exception {
    Process first = process();
    RawPayload born = fleet.watcher().next("NBIRTH").payload();
    assertThat(born.value("Stop/Planned")).isEqualTo("");
    assertThat(born.metrics().get("Stop/Last Clean").value()).isNull();
    first.destroy();
    first.waitFor();
    fleet.watcher().next("NDEATH");
    Heard told = fleet.watcher().all().get(fleet.watcher().all().size() - 2);
    assertThat((String) told.payload().value("Stop/Planned")).contains("is s");

    Process second = process();
    born = fleet.watcher().next("NBIRTH").payload();
    assertThat(born.value("Stop/Planned")).isEqualTo("");
    assertThat(born.value("Stop/Last Clean")).isEqualTo(true);
    bothDevices();
    second.destroyForcibly().waitFor();
    fleet.watcher().next("NDEATH");
    assertThat(fleet.watcher().all().stream().skip(fleet.watcher().all().indexOf(told) + 1))
        .filteredOn(heard -> heard.type().equals("NDATA"))
        .noneMatch(heard -> heard.payload().metrics().containsKey("Stop/Planned"));

    Process third = process();
    try {
      assertThat(fleet.watcher().next("NBIRTH").payload().value("Stop/Last Clean"))
          .isEqualTo(false);
      assertThat(command("plan-stop", "--reason", "new shelves", "--for", "2h").waitFor()).isZero();
      third.destroy();
      fleet.watcher().next("NDEATH");
      told = fleet.watcher().all().get(fleet.watcher().all().size() - 2);
      assertThat(told.payload().value("Stop/Planned")).isEqualTo("new shelves");
      assertThat((Long) told.payload().value("Stop/Until"))
          .isBetween(
              System.currentTimeMillis() + 7_100_000, System.currentTimeMillis() + 7_200_000);
    } finally {
      third.destroyForcibly().waitFor();
    }
  }

  @Test
  void a_broker_that_was_never_there_delays_neither_the_start_nor_a_card() throws Exception {
    fleet.watcher().close();
    fleet.broker().stop();
    try (RunningStation station = RunningStation.start(folder)) {
      station.issuesAGoodCardOn("permits", PERMIT);
      fleet.broker().restart();
      fleet.watchAgain("watcher-late");
      fleet.watcher().say(node("NCMD"), rebirth());
      assertThat(fleet.watcher().next("NBIRTH").payload().value("Cards/Issued")).isEqualTo(1L);
    }
  }

  /** {@code countersign run} in a process of its own. */
  private Process process() throws IOException {
    return command("run");
  }

  private Process command(String name, String... more) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx128m"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.addAll(List.of(Countersign.class.getName(), name, "--config", folder.toString()));
    line.addAll(List.of(more));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".log").toFile())
        .start();
  }
}
