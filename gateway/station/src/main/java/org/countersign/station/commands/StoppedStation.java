package org.countersign.station.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.station.app.Gateway;
import org.countersign.station.app.InstalledDrivers;
import org.countersign.station.clock.ProvenTime;
import org.countersign.station.clock.Timekeeping;
import org.countersign.station.config.ConfigReader;
import org.countersign.station.config.StationConfig;
import org.countersign.station.discovery.Discovery;
import org.countersign.station.discovery.SerialPorts;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.ledger.LedgerException;
import org.countersign.station.ledger.LedgerGlance;
import org.countersign.station.selftest.AcceptanceCheck;
import org.countersign.station.selftest.ClockCheck;
import org.countersign.station.selftest.ClockWatch;
import org.countersign.station.selftest.DayCapacity;
import org.countersign.station.selftest.DiskCheck;
import org.countersign.station.selftest.Finding;
import org.countersign.station.selftest.Grant;
import org.countersign.station.selftest.GrantCheck;
import org.countersign.station.selftest.Item;
import org.countersign.station.selftest.LedgerCheck;
import org.countersign.station.selftest.SelfTestReport;
import org.countersign.station.stock.Pace;
import org.countersign.toml.Problems;

/** What can be seen of a station that does not run. Changes nothing and opens no port. */
final class StoppedStation {

  private final Path folder;
  private final Clock clock = Clock.systemUTC();

  StoppedStation(Path folder) {
    this.folder = folder;
  }

  /**
   * Looks.
   *
   * @param down that it does not run
   */
  SelfTestReport look(Finding down) {
    Instant at = clock.instant();
    List<Finding> findings = new ArrayList<>(List.of(down));
    Gateway.check(folder)
        .problems()
        .forEach(problem ->
            findings.add(Finding.bad(Item.CONFIGURATION, "", "config.problem", problem)));
    config()
        .ifPresent(config -> {
          ProvenTime proven = ledger(config, findings);
          Timekeeping timekeeping =
              Timekeeping.of(clock, System::nanoTime, config.unattended().longestOff());
          findings.addAll(
              new ClockCheck(
                      new ClockWatch(clock, System::nanoTime), () -> timekeeping.judge(proven))
                  .look());
          if (Files.isDirectory(config.ledger().file().resolveSibling("."))) {
            findings.addAll(
                new DiskCheck(config.ledger().file(), config.ledger().freeSpace()).look());
          }
          devices(config, findings);
        });
    Duration took = Duration.between(at, clock.instant());
    return new SelfTestReport(at, took, findings, DayCapacity.STOPPED);
  }

  /** Reads it as the station would; what is wrong with it is told already. */
  private Optional<StationConfig> config() {
    Problems told = new Problems();
    return ConfigReader.read(
        folder,
        wanted -> InstalledDrivers.of(DriverCatalogue.ofInstallation(), wanted, clock, told),
        told);
  }

  /** Looks at the ledger; what it proves of the time. */
  private ProvenTime ledger(StationConfig config, List<Finding> findings) {
    Path file = config.ledger().file();
    if (!Files.exists(file)) {
      findings.add(Finding.good(Item.LEDGER, "", "ledger.missing", file));
      grant(config, Optional.empty(), Pace.SLOWEST, findings);
      return ProvenTime.NONE;
    }
    try {
      LedgerGlance glance = LedgerGlance.at(file);
      glance
          .problem()
          .ifPresent(
              problem -> findings.add(Finding.bad(Item.LEDGER, "", "ledger.failed", problem)));
      if (glance.inDoubt() > 0) {
        findings.add(Finding.warning(Item.LEDGER, "", "ledger.doubt", glance.inDoubt()));
      }
      LedgerGlance.standing(file, Gateway.standing(config))
          .ifPresent(why -> findings.add(LedgerCheck.standing(true, why)));
      grant(config, LedgerGlance.grant(file), LedgerGlance.pace(file, clock.instant()), findings);
      findings.addAll(
          new AcceptanceCheck(config.station().production(), () -> LedgerGlance.acceptance(file))
              .look());
      return glance.time();
    } catch (LedgerException e) {
      findings.add(
          Finding.bad(Item.LEDGER, "", "ledger.unreadable", String.valueOf(e.getMessage())));
      return ProvenTime.NONE;
    }
  }

  /** Looks at the grant on record; one that lies beside the configuration is taken at the start. */
  private void grant(
      StationConfig config,
      Optional<LedgerGlance.Granted> granted,
      Pace pace,
      List<Finding> findings) {
    if (!config.grant().required() || granted.isEmpty() && Files.exists(config.grant().file())) {
      return;
    }
    Grant.Left left =
        granted
            .map(
                kept -> new Grant.Left(kept.cardsLeft(), kept.grant().notAfter(), Optional.empty()))
            .orElse(Grant.Left.MISSING);
    findings.addAll(new GrantCheck(() -> Optional.of(left), clock, () -> pace).look());
  }

  /** Devices that are configured and nowhere to be seen. */
  private static void devices(StationConfig config, List<Finding> findings) {
    if (config.devices().isEmpty()) {
      findings.add(Finding.bad(Item.DEVICES, "", "devices.none"));
      return;
    }
    DriverCatalogue drivers = DriverCatalogue.ofInstallation();
    Discovery discovery =
        new Discovery(SerialPorts.ofMachine(), drivers.rules(), drivers.loaded(), config.devices());
    discovery
        .absent()
        .forEach((id, address) ->
            findings.add(Finding.warning(Item.DEVICES, id, "device.absent", address)));
  }
}
