package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardState;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualCard;

/**
 * One station with as many devices as a good card takes commands. The first card of device K is
 * struck at command K; each device has a product of its own, so a job's product says where it goes.
 * All devices work at the same time.
 */
final class EveryCommand implements AutoCloseable {

  static final String PERMIT = "residence-permit";
  static final String REGISTRATION = "residence-registration-card";

  private static final Duration SOON = Duration.ofSeconds(20);

  private static final Map<String, String> CHIPS =
      Map.of(
          PERMIT, "chip = \"lds\"\nkey-diversification = \"kdf3\"\n",
          REGISTRATION, "chip = \"file\"\n");
  private static final ConcurrentMap<String, Integer> COMMANDS = new ConcurrentHashMap<>();
  private static final AtomicInteger RUNS = new AtomicInteger();

  final int commands;
  final RunningStation station;
  private final String shipped;
  private final Path folder;
  private final int run = RUNS.incrementAndGet();

  /**
   * Starts the station.
   *
   * @param folder empty
   * @param fault in the words of the simulator, with %d for the command, for example {@code
   *     pull@%d}
   */
  EveryCommand(Path folder, String product, String fault) throws Exception {
    this.shipped = product;
    this.folder = folder.resolve("station");
    this.commands = commandsOfAGoodCard(folder.resolve("count"), product);
    StationFolder made = StationFolder.makePilot(Files.createDirectory(this.folder));
    for (int k = 1; k <= commands; k++) {
      profile(made.folder, product, product(k));
      made.device(device(k), CHIPS.get(product) + settings(k, fault.formatted(k)));
    }
    this.station = RunningStation.start(made.folder);
  }

  private String settings(int k, String fault) {
    return """
    driver = "simulator"
    profiles = ["%s"]
    tray = "%s"
    fault = "%s card=1"
    """
        .formatted(product(k), trayName(k), fault);
  }

  private static void profile(Path folder, String shipped, String id) throws Exception {
    String json =
        new String(ShippedProfiles.json(shipped), java.nio.charset.StandardCharsets.UTF_8);
    String id0 = "\"id\": \"" + shipped + "\"";
    assertThat(json).contains(id0);
    Files.writeString(
        folder.resolve("profiles.d").resolve(id + ".json"),
        json.replace(id0, "\"id\": \"" + id + "\""));
  }

  private static int commandsOfAGoodCard(Path folder, String product) throws Exception {
    Integer known = COMMANDS.get(product);
    if (known != null) {
      return known;
    }
    String tray = "commands-of-" + product;
    StationFolder made = StationFolder.makePilot(Files.createDirectory(folder));
    made.device(
        "encoder", CHIPS.get(product) + "driver = \"simulator\"\ntray = \"" + tray + "\"\n");
    try (RunningStation one = RunningStation.start(folder)) {
      one.issuesAGoodCardOn("encoder", product);
    }
    int counted = (int) CardTray.named(tray).take(SOON).orElseThrow().state().commands();
    COMMANDS.put(product, counted);
    return counted;
  }

  /** The command whose answer tells the chip's number; a card that comes later is another one. */
  int chipKnownAt() {
    return shipped.equals(PERMIT) ? 1 : 2;
  }

  static String product(int k) {
    return "product-" + k;
  }

  static String device(int k) {
    return "encoder-" + k;
  }

  static String struck(int k) {
    return "struck-" + k;
  }

  private String trayName(int k) {
    return "every-command-" + run + "-" + k;
  }

  /** The struck cards, then on the same devices a good one each. */
  void work() throws Exception {
    for (int k = 1; k <= commands; k++) {
      submit(struck(k), k);
    }
    for (int k = 1; k <= commands; k++) {
      station.ended(struck(k));
    }
    for (int k = 1; k <= commands; k++) {
      submit("good-" + k, k);
    }
    for (int k = 1; k <= commands; k++) {
      JsonNode job = station.ended("good-" + k);
      assertThat(job.path("state").asText())
          .as("after command %d: %s", k, job)
          .isEqualTo("ACTIVATED");
      assertThat(job.path("work").path("verdict").asText()).as("%s", job).isEqualTo("good");
      assertThat(job.path("device").asText()).isEqualTo(device(k));
    }
  }

  private void submit(String id, int k) throws Exception {
    Map<String, Object> body = RunningStation.body(StationFolder.application(shipped, k));
    body.put("profile", product(k));
    assertThat(station.put(id, body).status()).as(id).isEqualTo(202);
  }

  /**
   * Lays every card that a job waits for on another device, which feeds it with its next job; every
   * struck job must come to its card.
   *
   * @return how many jobs waited for their card
   */
  int putBackWhatIsInDoubt() throws Exception {
    int put = 0;
    for (int k = 1; k <= commands; k++) {
      if (state(struck(k)).equals("IN_DOUBT")) {
        int other = k % commands + 1;
        String chip = chipOf(struck(k));
        VirtualCard card =
            cards(k).stream().filter(c -> chip.endsWith(end(c))).findFirst().orElseThrow();
        CardTray.named(trayName(other)).putBack(card);
        submit("next-" + k, other);
        put++;
      }
    }
    for (int k = 1; k <= commands; k++) {
      if (station.find("next-" + k)) {
        assertThat(station.ended("next-" + k).path("state").asText()).isEqualTo("ACTIVATED");
      }
      JsonNode job = station.job(struck(k));
      assertThat(job.path("state").asText()).as("command %d: %s", k, job).isEqualTo("ACTIVATED");
      assertThat(job.path("work").path("verdict").asText()).as("%s", job).isEqualTo("good");
    }
    return put;
  }

  private String state(String job) throws Exception {
    return station.job(job).path("state").asText();
  }

  /** The number of the chip that a job was opened with last. */
  private String chipOf(String job) {
    return station.record(job).stream()
        .filter(event -> event.state().equals("OPENED"))
        .map(event -> event.facts().get("chip"))
        .reduce((before, last) -> last)
        .orElseThrow()
        .toUpperCase(java.util.Locale.ROOT);
  }

  /** Every card that device K has had in hand, wherever it went. */
  List<VirtualCard> cards(int k) {
    CardTray tray = CardTray.named(trayName(k));
    return Stream.of(tray.presented(), tray.retained(), tray.pulled())
        .flatMap(List::stream)
        .sorted(Comparator.comparing(VirtualCard::chipId))
        .toList();
  }

  /**
   * Holds what is on record against the cards themselves: an active card is on record as issued or
   * in doubt, a blank on record is one in truth, nothing is left in process, and what was written
   * lies on record as waste or in doubt.
   */
  void recordMustNotContradictTheCards() throws Exception {
    Map<String, String> record = CardRecord.of(folder);
    assertThat(record.values()).doesNotContain("IN_PROCESS");
    int active = 0;
    for (int k = 1; k <= commands; k++) {
      for (VirtualCard card : cards(k)) {
        String said = said(record, card);
        CardState is = card.state();
        String what = "command %d, %s, on record %s, is %s".formatted(k, card, said, is);
        assertThat(is.defects()).as(what).isEmpty();
        if (is.isFinished()) {
          active++;
          assertThat(said).as(what).isIn("ISSUED", "IN_DOUBT");
        } else {
          assertThat(said).as(what).isNotEqualTo("ISSUED");
        }
        if (!is.files().isEmpty() && !cameUnnoticed(card, k)) {
          assertThat(said).as(what).isIn("ISSUED", "IN_DOUBT", "SPOILED");
        }
        if (said.equals("BLANK")) {
          // One try may be spent of a card that left in the middle of an authentication.
          assertThat(is.triesLeft())
              .as(what)
              .isGreaterThanOrEqualTo(VirtualCard.make(card.spec()).state().triesLeft() - 1);
        }
      }
    }
    long issued = record.values().stream().filter("ISSUED"::equals).count();
    assertThat(station.stock().path("issued").asLong()).isEqualTo(issued);
    assertThat(issued).isLessThanOrEqualTo(active);
    assertThat(station.stock().path("inProcess").asLong()).isZero();
  }

  /**
   * A card that took an opened one's place without the reader's notice was never opened itself: it
   * lies in the retain bin, and the job that it spoilt says so.
   */
  private boolean cameUnnoticed(VirtualCard card, int k) {
    return CardTray.named(trayName(k)).retained().contains(card)
        && firstProblem(k).contains("another chip was put in the place");
  }

  /** Why the first attempt at the struck card came to nothing; empty if it came to a card. */
  String firstProblem(int k) {
    return station.record(struck(k)).stream()
        .map(event -> event.facts().getOrDefault("problem", ""))
        .filter(problem -> !problem.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** The file card is known by its whole number, the other by batch and serial number in CPLC. */
  private static String end(VirtualCard card) {
    String number = card.chipId();
    return card.spec().kind() == CardKind.FILE
        ? number
        : number.substring(16) + number.substring(8, 16);
  }

  private static String said(Map<String, String> record, VirtualCard card) {
    String end = end(card);
    return record.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(end))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    station.close();
  }
}
