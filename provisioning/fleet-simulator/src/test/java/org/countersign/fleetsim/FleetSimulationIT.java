package org.countersign.fleetsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.countersign.fleetsim.box.StationIdentity;
import org.countersign.fleetsim.link.Centre;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.FaultRule;
import org.countersign.fleetsim.scenario.FaultRule.Ways;
import org.countersign.fleetsim.scenario.Scenario;
import org.countersign.fleetsim.scenario.Selection;
import org.countersign.fleetsim.scenario.Selection.Kind;
import org.countersign.fleetsim.scenario.Truth;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred stations on a real broker, before the protocol's own host and receiver. */
@Timeout(180)
class FleetSimulationIT {

  private static final int STATIONS = 200;
  private static final int DISTRICTS = 5;

  /** Keep-alive where nobody is missed: half of it may pass before a busy machine sends a ping. */
  private static final Duration UNHURRIED = Duration.ofSeconds(30);

  /** Keep-alive of stations that are missed within a fault of fifteen seconds. */
  private static final Duration MISSED_SOON = Duration.ofSeconds(6);

  @TempDir Path folder;

  private final List<Truth.Entry> truth = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void requireBroker() {
    RealPart.require("mosquitto", "mosquitto");
  }

  @Test
  void everyStationIsBornWithAllItsDevicesAndEverythingIsValid() throws Exception {
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        Centre centre = new Centre(broker.uri());
        FleetSimulation fleet = start(broker, 60)) {
      await("births", centre::alive, alive -> alive.size() == STATIONS);
      await("cards", fleet::issued, issued -> issued > STATIONS);
      assertThat(centre.alive()).isEqualTo(all());
      assertThat(centre.devices()).isGreaterThan(STATIONS);
      assertThat(centre.complaints()).isEmpty();
      assertThat(fleet.figures().connected()).isEqualTo(STATIONS);
    }
  }

  @Test
  void aFleetThatIsStoppedSaysGoodbyeToTheLastStation() throws Exception {
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        Centre centre = new Centre(broker.uri())) {
      try (FleetSimulation fleet = start(broker, 1)) {
        await("births", centre::alive, alive -> alive.size() == STATIONS);
      }
      await("deaths", centre::alive, Set::isEmpty);
      assertThat(centre.complaints()).isEmpty();
    }
  }

  @Test
  void aDistrictWithoutPowerDiesByItsWillsAndComesBack() throws Exception {
    FaultRule cut =
        rule(Cause.POWER_CUT, new Selection(Kind.DISTRICTS, 1, Optional.empty()), Ways.USUAL);
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        Centre centre = new Centre(broker.uri());
        FleetSimulation fleet = start(broker, 60, cut)) {
      await("births", centre::alive, alive -> alive.size() == STATIONS);
      await("wills", centre::alive, alive -> alive.size() == STATIONS - STATIONS / DISTRICTS);
      Set<EdgeNodeDescriptor> dark = all();
      dark.removeAll(centre.alive());
      assertThat(dark)
          .extracting(EdgeNodeDescriptor::group)
          .containsOnly(truth.getFirst().district());
      assertThat(fleet.figures().faults()).containsEntry(Cause.POWER_CUT, STATIONS / DISTRICTS);
      assertThat(truth)
          .hasSize(STATIONS / DISTRICTS)
          .allMatch(entry -> entry.capacity().equals("none"))
          .extracting(Truth.Entry::station)
          .containsExactlyInAnyOrderElementsOf(
              dark.stream().map(EdgeNodeDescriptor::node).toList());
      await("return", centre::alive, alive -> alive.size() == STATIONS);
      assertThat(centre.complaints()).isEmpty();
    }
  }

  @Test
  void aStationThatFallsSilentIsMissedAfterOneAndAHalfKeepAlives() throws Exception {
    FaultRule cut =
        rule(
            Cause.POWER_CUT,
            new Selection(Kind.STATIONS, 20, Optional.empty()),
            Ways.USUAL.silently());
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        Centre centre = new Centre(broker.uri());
        FleetSimulation fleet = startMissedSoon(broker, cut)) {
      await("births", centre::alive, alive -> alive.size() == STATIONS);
      await("truth", () -> truth.size(), told -> told == 20);
      await("wills", centre::alive, alive -> alive.size() == STATIONS - 20);
      // By time, and not because a connection was closed; when, is the broker's affair.
      assertThat(broker.log().lines().filter(line -> line.contains("exceeded timeout")))
          .hasSize(20);
      await("return", centre::alive, alive -> alive.size() == STATIONS);
    }
  }

  @Test
  void aServiceThatStandsStillKeepsItsSessionByPingsAndDiesByItsWillWhenItIsKilled()
      throws Exception {
    FaultRule hang =
        rule(Cause.HUNG, new Selection(Kind.STATIONS, 20, Optional.empty()), Ways.USUAL);
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        Centre centre = new Centre(broker.uri());
        FleetSimulation fleet = startMissedSoon(broker, hang)) {
      await("births", centre::alive, alive -> alive.size() == STATIONS);
      await("truth", () -> truth.size(), told -> told == 20);
      // Two keep-alives and more: fifteen seconds, until the first of them is killed.
      int connected = fleet.figures().connected();
      while (fleet.figures().faults().getOrDefault(Cause.HUNG, 0) == 20) {
        assertThat(connected).isEqualTo(STATIONS);
        LockSupport.parkNanos(20_000_000);
        connected = fleet.figures().connected();
      }
      await("wills", centre::alive, alive -> alive.size() < STATIONS);
      await("return", centre::alive, alive -> alive.size() == STATIONS);
      assertThat(centre.complaints()).isEmpty();
    }
  }

  @Test
  void cardsThatAreMadeBehindACutLineAreOnRecordWhenItIsMended() throws Exception {
    FaultRule cut =
        rule(Cause.LINE_CUT, new Selection(Kind.STATIONS, 20, Optional.empty()), Ways.USUAL);
    FaultRule slow =
        rule(Cause.LINE_SLOW, new Selection(Kind.STATIONS, 20, Optional.empty()), Ways.USUAL);
    FaultRule update =
        rule(Cause.NEW_VERSION, new Selection(Kind.STATIONS, 20, Optional.empty()), Ways.USUAL);
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        Centre centre = new Centre(broker.uri());
        FleetSimulation fleet = startMissedSoon(broker, cut, slow, update)) {
      await("births", centre::alive, alive -> alive.size() == STATIONS);
      await("truth", () -> truth.size(), told -> told == 60);
      Set<String> behind = struckBy(Cause.LINE_CUT);
      await(
          "wills",
          centre::alive,
          alive -> alive.stream().noneMatch(s -> behind.contains(s.node())));
      long before = recordsOf(centre, behind);
      await("return", centre::alive, alive -> alive.size() == STATIONS);
      await("their records", () -> recordsOf(centre, behind), records -> records > before + 20);
      assertThat(truth).allMatch(entry -> entry.capacity().equals("full"));
      assertThat(centre.complaints()).isEmpty();
    }
  }

  private Set<String> struckBy(Cause cause) {
    return truth.stream()
        .filter(entry -> entry.cause() == cause)
        .map(Truth.Entry::station)
        .collect(Collectors.toSet());
  }

  private static long recordsOf(Centre centre, Set<String> stations) {
    return all().stream()
        .filter(station -> stations.contains(station.node()))
        .mapToLong(station -> centre.records(station).size())
        .sum();
  }

  @Test
  void everyCardIsOnRecordAtTheCentreAfterTheBrokerWasAway() throws Exception {
    FaultRule stop =
        new FaultRule(
            Cause.GRANT_EMPTY,
            Duration.ofMinutes(30),
            Duration.ZERO,
            Optional.empty(),
            new Selection(Kind.PERCENT, 100, Optional.empty()),
            Ways.USUAL);
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        Centre centre = new Centre(broker.uri());
        // They wait for their host: a birth that it is not there to hear is a gap to it.
        FleetSimulation fleet =
            FleetSimulation.start(
                settings(broker, 60, stop).withPrimaryHost(Optional.of(Centre.ID)), truth::add)) {
      await("records", centre::records, records -> records > STATIONS);
      broker.kill();
      await("loss", fleet::figures, figures -> figures.connected() == 0);
      broker.restart();
      centre.reconnect();
      await("return", fleet::figures, figures -> figures.connected() == STATIONS);
      await("the end of issuing", () -> truth.size(), told -> told == STATIONS);
      // Cards in hand are still finished, so both grow a little.
      await("the last records", () -> fleet.issued() - centre.records(), left -> left == 0);
      assertThat(centre.records()).isGreaterThan(4L * STATIONS);
      for (EdgeNodeDescriptor station : all()) {
        assertThat(centre.records(station))
            .extracting(record -> record.sequence())
            .isSorted()
            .doesNotHaveDuplicates();
      }
      assertThat(centre.complaints()).noneMatch(said -> !said.contains("not sent"));
    }
  }

  @Test
  void stationsWaitForTheirHost() throws Exception {
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        FleetSimulation fleet =
            FleetSimulation.start(
                settings(broker, 1).withPrimaryHost(Optional.of(Centre.ID)), truth::add)) {
      await("sessions", fleet::figures, figures -> figures.connected() == STATIONS);
      assertThat(fleet.figures().published()).isZero();
      try (Centre centre = new Centre(broker.uri())) {
        await("births", centre::alive, alive -> alive.size() == STATIONS);
        assertThat(centre.complaints()).isEmpty();
      }
    }
  }

  private FleetSimulation start(PrivateMosquitto broker, double pace, FaultRule... faults) {
    return FleetSimulation.start(settings(broker, pace, faults), truth::add);
  }

  private FleetSimulation startMissedSoon(PrivateMosquitto broker, FaultRule... faults) {
    return FleetSimulation.start(
        settings(broker, 60, faults).withSessions(MISSED_SOON, Duration.ofSeconds(1), 100),
        truth::add);
  }

  private static FleetSettings settings(PrivateMosquitto broker, double pace, FaultRule... faults) {
    Scenario scenario =
        new Scenario(
            "test",
            "A test.",
            LocalTime.of(8, 30),
            Duration.ofHours(9),
            LocalTime.of(8, 30),
            LocalTime.of(17, 30),
            120,
            List.of(faults));
    return FleetSettings.of(broker.uri(), STATIONS, DISTRICTS, scenario)
        .withPace(pace, false)
        .withSessions(UNHURRIED, Duration.ofSeconds(1), 100);
  }

  /** Twenty seconds after the begin, when all are long born, for fifteen, at pace 60. */
  private static FaultRule rule(Cause cause, Selection selection, Ways ways) {
    return new FaultRule(
        cause,
        Duration.ofMinutes(20),
        Duration.ZERO,
        Optional.of(Duration.ofMinutes(15)),
        selection,
        ways);
  }

  private static Set<EdgeNodeDescriptor> all() {
    return IntStream.range(0, STATIONS)
        .mapToObj(number -> StationIdentity.of(number, STATIONS, DISTRICTS).node())
        .collect(Collectors.toSet());
  }

  private static <T> void await(String what, Callable<T> value, Predicate<T> holds)
      throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    T found = value.call();
    while (!holds.test(found)) {
      assertThat(System.nanoTime() - deadline).as("%s in time, found %s", what, found).isNegative();
      LockSupport.parkNanos(20_000_000);
      found = value.call();
    }
  }
}
