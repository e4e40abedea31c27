package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.centre.proof.SimulatedFleet.after;
import static org.countersign.centre.proof.SimulatedFleet.everyStation;
import static org.countersign.centre.proof.SimulatedFleet.stations;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.countersign.centre.account.Role;
import org.countersign.centre.store.Database;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Truth;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two hundred stations on a real broker before a centre that is a process of its own. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class CentreIT {

  private static final int STATIONS = 200;
  private static final int DISTRICTS = 4;
  private static final int FOLLOWERS = 600;
  private static final int PAGES = 500;
  private static final int LOADS = 150;
  private static final int SLOW = 50;

  @TempDir Path folder;

  private PrivateMosquitto broker;
  private CentreProcess centre;

  @BeforeEach
  void start() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    broker = PrivateMosquitto.start(folder);
    centre = CentreProcess.start(folder.resolve("centre"), broker.uri());
  }

  @AfterEach
  void end() throws Exception {
    centre.close();
    broker.close();
  }

  @Test
  void stationsWhosePlugIsPulledAreNamedAndAreSilent() throws Exception {
    try (SimulatedFleet fleet = fleet(5);
        Desk desk = Desk.of(centre, Role.VIEWER)) {
      awaitFull(desk, STATIONS);
      Eventually.until("the cut", () -> fleet.struck().size() == 5);
      JsonNode overview =
          Eventually.until(
              "five that are silent",
              () -> desk.get("/v1/overview"),
              now -> now.at("/stations/unknown").intValue() == 5);
      assertThat(overview.at("/stations/full").intValue()).isEqualTo(STATIONS - 5);
      assertThat(texts(overview.path("stopped"), "station"))
          .containsExactlyInAnyOrderElementsOf(
              fleet.struck().stream().map(Truth.Entry::station).toList());
      assertThat(texts(overview.path("stopped"), "cause")).containsOnly("silent");
    }
  }

  private SimulatedFleet fleet(int pulled) {
    return SimulatedFleet.start(
        broker.uri(), STATIONS, DISTRICTS, after(10, Cause.POWER_CUT, stations(pulled)));
  }

  @Test
  void aCentreThatIsKilledWhileCardsAreMadeLosesNoRecordAndAccusesNobody() throws Exception {
    try (SimulatedFleet fleet = fleetThatStops()) {
      Eventually.until("some records", this::records, found -> found > 100);
      centre.kill();
      long before = records();
      centre.start();
      assertThat(records()).isGreaterThanOrEqualTo(before);
      Eventually.until("the end of issuing", () -> fleet.struck().size() == STATIONS);
      // Cards in hand are still finished, so both grow a little.
      Eventually.until("the last records", () -> fleet.issued() - records(), left -> left == 0);
      try (Desk desk = Desk.of(centre, Role.VIEWER)) {
        for (int station = 1; station <= STATIONS; station += 20) {
          assertThatCardsAreFound(desk, station);
        }
        // That the grants are used up is a real trouble, and the only one.
        assertThat(causesOfAlerts(desk)).isSubsetOf("held");
      }
    }
  }

  private SimulatedFleet fleetThatStops() {
    return SimulatedFleet.start(
        broker.uri(), STATIONS, DISTRICTS, after(18, Cause.GRANT_EMPTY, everyStation()));
  }

  private static void assertThatCardsAreFound(Desk desk, int station) throws Exception {
    String district = "district-%02d".formatted((station - 1) * DISTRICTS / STATIONS + 1);
    String name = "station-%05d".formatted(station);
    JsonNode cards = desk.get("/v1/stations/" + district + "/" + name).at("/records/cards");
    assertThat(cards).as("cards of %s", name).isNotEmpty();
    for (JsonNode card : cards) {
      JsonNode found = desk.get("/v1/cards?serial=" + card.path("serial").textValue());
      assertThat(texts(found.path("cards"), "station")).containsExactly(name);
    }
  }

  private long records() {
    try (Database database = centre.database()) {
      return database
          .query("count", "select count(*) from record where kind = 'issued'", r -> r.getLong(1))
          .getFirst();
    }
  }

  @Test
  void aCentreThatIsStartedAgainKnowsItsStationsAndAccusesNobody() throws Exception {
    try (SimulatedFleet fleet = SimulatedFleet.start(broker.uri(), STATIONS, DISTRICTS)) {
      try (Desk desk = Desk.of(centre, Role.VIEWER)) {
        awaitFull(desk, STATIONS);
      }
      centre.stop();
      centre.start();
      try (Desk desk = Desk.of(centre, Role.VIEWER)) {
        assertThat(sum(desk.get("/v1/overview").path("stations"))).isEqualTo(STATIONS);
        awaitFull(desk, STATIONS);
        assertThat(causesOfAlerts(desk)).isEmpty();
      }
      assertThat(fleet.connected()).isEqualTo(STATIONS);
    }
  }

  @Test
  void aBrokerThatDiesAndReturnsIsBlamedOnNoStation() throws Exception {
    try (SimulatedFleet fleet = SimulatedFleet.start(broker.uri(), STATIONS, DISTRICTS);
        Desk desk = Desk.of(centre, Role.VIEWER)) {
      awaitFull(desk, STATIONS);
      broker.kill();
      Eventually.until(
          "the loss", () -> !desk.get("/v1/overview").at("/link/connected").booleanValue());
      Eventually.until("an alert of the centre's own", () -> !causesOfAlerts(desk).isEmpty());
      broker.restart();
      Eventually.until("the stations", () -> fleet.connected() == STATIONS);
      awaitFull(desk, STATIONS);
      assertThat(desk.get("/v1/overview").at("/link/connected").booleanValue()).isTrue();
      assertThat(causesOfAlerts(desk)).containsOnly("noLink");
    }
  }

  @Test
  void whoMayOnlyLookOrComesFromAForeignPageChangesNothing() throws Exception {
    try (HandMadeStation station = new HandMadeStation(broker.uri(), "north", "held");
        Desk outside = Desk.outside(centre);
        Desk viewer = Desk.of(centre, Role.VIEWER);
        Desk operator = Desk.of(centre, Role.OPERATOR)) {
      station.birth(HandMadeStation.text("Issuing/Hold", "the door is open"));
      JsonNode alerts =
          Eventually.until(
              "an alert", () -> viewer.get("/v1/alerts"), all -> !all.path("open").isEmpty());
      String path = "/v1/alerts/" + alerts.at("/open/0/number").longValue() + "/acknowledgement";
      assertThat(outside.post(path)).isEqualTo(401);
      assertThat(viewer.post(path)).isEqualTo(403);
      assertThat(operator.postWithoutToken(path)).isEqualTo(403);
      assertThat(viewer.get("/v1/alerts").at("/open/0").has("acknowledgedBy")).isFalse();
      assertThat(operator.post(path)).isEqualTo(204);
      assertThat(viewer.get("/v1/alerts").at("/open/0/acknowledgedBy").textValue())
          .isEqualTo("operator");
      assertThat(operator.status("/v1/audit")).isEqualTo(403);
    }
  }

  @Test
  void whoTriesPasswordsHasToWait() throws Exception {
    try (Desk desk = Desk.outside(centre)) {
      for (int tried = 0; tried < 5; tried++) {
        assertThat(desk.logIn("admin", "guess " + tried).statusCode()).isEqualTo(401);
      }
      // Now not even the right one: the answer would tell that it is.
      HttpResponse<String> refused = desk.logIn("admin", CentreProcess.PASSWORD);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
    }
  }

  @Test
  void sixHundredWhoLookAreToldAtOnceThoughOneOfThemDoesNotRead() throws Exception {
    try (HandMadeStation station = new HandMadeStation(broker.uri(), "north", "watched");
        Desk desk = Desk.of(centre, Role.VIEWER);
        Followers followers = new Followers(desk, FOLLOWERS)) {
      station.birth(HandMadeStation.text("Issuing/Hold", ""));
      station.device("encoder-1");
      awaitFull(desk, 1);
      var unread = desk.follow();
      // Far more than fits into the socket of the one who does not read.
      for (int turn = 1; turn <= 12; turn++) {
        String words = "turn-%02d ".formatted(turn) + "x".repeat(40_000);
        station.data(HandMadeStation.text("Issuing/Hold", words));
        Eventually.until(
            "news for all of turn " + turn,
            () -> followers.told(words.substring(0, 7)),
            told -> told == FOLLOWERS);
      }
      assertThat(desk.get("/v1/overview").at("/stations/none").intValue()).isEqualTo(1);
      unread.close();
    }
  }

  @Test
  void fiveHundredWholePagesCostABoundedHeapAndTheNextOneOpensAtOnce() throws Exception {
    try (HandMadeStation station = new HandMadeStation(broker.uri(), "north", "watched");
        Desk desk = Desk.of(centre, Role.VIEWER)) {
      station.birth(HandMadeStation.text("Issuing/Hold", ""));
      station.device("encoder-1");
      awaitFull(desk, 1);
      int files = PageVisit.load(desk).size();
      long before = centre.usedHeap();
      try (Followers followers = new Followers(desk, PAGES);
          SlowReaders ignored = new SlowReaders(desk, SLOW)) {
        loadAtOnce(desk, LOADS, files);
        station.data(HandMadeStation.text("Issuing/Hold", "news"));
        Eventually.until("news for all", () -> followers.told("\"news\""), told -> told == PAGES);
        assertThat(centre.usedHeap() - before).isLessThan(96L << 20);
        // Nobody does anything now: so many who look cost next to nothing.
        Duration spent = centre.processorTime();
        long began = System.nanoTime();
        assertThat(PageVisit.load(desk)).hasSize(files);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        assertThat(centre.processorTime().minus(spent)).isLessThan(Duration.ofSeconds(2));
      }
    }
  }

  /** Sixteen at a time, as many as a lazy Monday morning brings. */
  private static void loadAtOnce(Desk desk, int pages, int files) throws Exception {
    try (ExecutorService visitors = Executors.newFixedThreadPool(16)) {
      List<Future<Set<String>>> visits = new ArrayList<>();
      for (int page = 0; page < pages; page++) {
        visits.add(visitors.submit(() -> PageVisit.load(desk)));
      }
      for (Future<Set<String>> visit : visits) {
        assertThat(visit.get()).hasSize(files);
      }
    }
  }

  private static void awaitFull(Desk desk, int stations) throws Exception {
    var ignored =
        Eventually.until(
            stations + " stations that make cards",
            () -> desk.get("/v1/overview"),
            now ->
                now.at("/stations/full").intValue() == stations
                    && sum(now.path("stations")) == stations);
  }

  private static int sum(JsonNode counts) {
    return StreamSupport.stream(counts.spliterator(), false).mapToInt(JsonNode::intValue).sum();
  }

  private static List<String> causesOfAlerts(Desk desk) throws Exception {
    JsonNode alerts = desk.get("/v1/alerts");
    List<String> causes = new ArrayList<>(texts(alerts.path("open"), "cause"));
    causes.addAll(texts(alerts.path("closed"), "cause"));
    return causes;
  }

  private static List<String> texts(JsonNode list, String member) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(one -> one.path(member).textValue())
        .toList();
  }
}
