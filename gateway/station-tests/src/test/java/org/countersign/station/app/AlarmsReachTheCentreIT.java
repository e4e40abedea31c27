package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.ledger.LedgerAudit;
import org.countersign.station.ledger.LedgerFile;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alarms of a whole station over Debian's mosquitto to a small centre. */
@Timeout(180)
@DisplayNameGeneration(ReplaceUnderscores.class)
class AlarmsReachTheCentreIT {

  @TempDir Path folder;
  private final AtomicReference<Duration> wrong = new AtomicReference<>(Duration.ZERO);
  private PrivateMosquitto broker;
  private StationFolder made;
  private Path drivers;

  /** Wrong by as much as the test says. */
  private final class WrongClock extends Clock {
    @Override
    public Instant instant() {
      return Instant.now().plus(wrong.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void make() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    broker = PrivateMosquitto.start(folder);
    Path config = Files.createDirectory(folder.resolve("station"));
    made = StationFolder.make(config); // With a grant for another station.
    drivers = Files.createDirectory(config.resolve("drivers"));
    made.station(toml(true));
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
  }

  /** Of a station that needs a grant, or of a pilot that needs none. */
  private String toml(boolean pilot) {
    return made.toml()
            .replace("st-1", "station-7")
            .replace("d-1", "chaoyang")
            .replace(
                "authority = [\"trust/grant-ca.pem\"]",
                pilot
                    ? "required = false\n[serials]\nprefix = \"CS\"\nfirst = 1\nlast = 9999999"
                    : "authority = [\"trust/grant-ca.pem\"]")
        + "[fleet]\nbroker = \""
        + broker.uri()
        + "\"\n[drivers]\nfolder = \"drivers\"\n";
  }

  private Gateway start() throws Exception {
    return Gateway.start(made.folder, DriverCatalogue.ofInstallation(), new WrongClock());
  }

  private static List<String> alarms(SmallCentre centre) {
    List<String> alarms = new ArrayList<>();
    for (StationRecord record : centre.stored()) {
      if (record.content() instanceof RecordContent.Alarm alarm) {
        alarms.add(
            (alarm.raised() ? "raised " : "cleared ") + alarm.code() + " " + alarm.subject());
      }
    }
    return alarms;
  }

  private static void await(BooleanSupplier holds) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("in time").isNegative();
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** The ledger is as it was written. */
  private void sound() {
    try (LedgerFile file = LedgerFile.open(made.folder.resolve("ledger/station.db"))) {
      assertThat(file.audit(LedgerAudit.Known.NOTHING).findings()).isEmpty();
    }
  }

  @Test
  void what_lasts_over_restarts_is_told_once_and_once_more_when_it_is_over() throws Exception {
    Files.createDirectory(drivers.resolve("acme"));
    made.station(toml(false));
    try (SmallCentre centre = new SmallCentre(broker.uri())) {
      try (Gateway ignored = start()) {
        await(() -> alarms(centre).size() == 3);
      }
      assertThat(alarms(centre))
          .containsExactlyInAnyOrder(
              "raised grant-refused ", "raised grant-ended ", "raised driver-refused acme");
      Files.delete(drivers.resolve("acme"));
      try (Gateway ignored = start()) {
        await(() -> alarms(centre).size() == 4);
      }
      assertThat(alarms(centre)).endsWith("cleared driver-refused acme");
      made.station(toml(true));
      try (Gateway ignored = start()) {
        await(() -> alarms(centre).size() == 5);
      }
      assertThat(alarms(centre)).endsWith("cleared grant-ended ");
      assertThat(centre.alarms()).isEmpty();
    }
    sound();
  }

  @Test
  void a_clock_that_is_doubted_while_nobody_listens_is_told_when_the_centre_comes()
      throws Exception {
    try (Gateway gateway = start()) {
      await(() -> events(gateway).contains("begun"));
      wrong.set(Duration.ofDays(365));
      await(() -> events(gateway).contains("raised"));
    }
    try (SmallCentre centre = new SmallCentre(broker.uri());
        Gateway ignored = start()) {
      await(() -> alarms(centre).size() == 1);
      assertThat(alarms(centre)).containsExactly("raised clock-doubted ");
      wrong.set(Duration.ZERO);
      await(() -> alarms(centre).size() == 2);
      assertThat(alarms(centre)).endsWith("cleared clock-doubted ");
    }
  }

  private static List<String> events(Gateway gateway) {
    return gateway.events().after(0, 1_000).stream()
        .map(org.countersign.station.jobs.StationEvent::state)
        .toList();
  }
}
