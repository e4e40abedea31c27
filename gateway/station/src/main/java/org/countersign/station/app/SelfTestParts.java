package org.countersign.station.app;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.countersign.station.config.StationConfig;
import org.countersign.station.config.StationConfig.DeviceConfig;
import org.countersign.station.config.StationConfig.Unattended;
import org.countersign.station.fleet.FleetLink;
import org.countersign.station.jobs.TestCards;
import org.countersign.station.lanes.Lanes;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.selftest.AcceptanceCheck;
import org.countersign.station.selftest.Blanks;
import org.countersign.station.selftest.CapacityCount;
import org.countersign.station.selftest.Check;
import org.countersign.station.selftest.ClockCheck;
import org.countersign.station.selftest.ClockWatch;
import org.countersign.station.selftest.CustodyCheck;
import org.countersign.station.selftest.DeviceCheck;
import org.countersign.station.selftest.DiskCheck;
import org.countersign.station.selftest.FeederBlanks;
import org.countersign.station.selftest.FleetCheck;
import org.countersign.station.selftest.Forecast;
import org.countersign.station.selftest.Grant;
import org.countersign.station.selftest.GrantCheck;
import org.countersign.station.selftest.LedgerCheck;
import org.countersign.station.selftest.ProfileCheck;
import org.countersign.station.selftest.RecordedBlanks;
import org.countersign.station.selftest.SamCheck;
import org.countersign.station.selftest.SelfTest;
import org.countersign.station.selftest.SelfTestSchedule;
import org.countersign.station.selftest.SelfTests;
import org.countersign.station.selftest.SignerCheck;
import org.countersign.station.selftest.StockCheck;
import org.countersign.station.selftest.TestCardCheck;
import org.countersign.station.selftest.TestCardMeters;
import org.countersign.station.stock.StockDesk;

/** The self-test of a station, from its parts. */
final class SelfTestParts {

  /** Within that of the self-test as a whole, so that the devices that have answered are told. */
  private static final Duration PATIENCE = Duration.ofSeconds(7);

  private final SelfTest test;
  private final SelfTestSchedule schedule;
  private final Forecast forecast;
  private final Link link;

  /** To the centre; comes after the API, which tells of the self-test. */
  private static final class Link {
    private volatile Optional<FleetLink> now = Optional.empty();
  }

  private SelfTestParts(SelfTest test, SelfTestSchedule schedule, Forecast forecast, Link link) {
    this.test = test;
    this.schedule = schedule;
    this.forecast = forecast;
    this.link = link;
  }

  /** Puts it together; nothing is looked at yet. */
  static SelfTestParts of(
      Parts parts,
      Ledger ledger,
      StationGrants grants,
      StockDesk desk,
      Lanes lanes,
      MeterRegistry meters,
      Clock clock) {
    StationConfig config = parts.config();
    Unattended unattended = config.unattended();
    Link link = new Link();
    Set<String> products = parts.profiles().keySet();
    Map<String, Set<String>> made =
        config.devices().stream()
            .collect(Collectors.toMap(DeviceConfig::id, DeviceConfig::profiles));
    Blanks blanks =
        new RecordedBlanks(
            desk::account,
            config.stock().requireBatch(),
            new FeederBlanks(products, lanes, id -> made.getOrDefault(id, Set.of())));
    Grant grant = grants::left;
    LongSupplier serials = grants::serialsLeft;
    DiskCheck disk = new DiskCheck(config.ledger().file(), config.ledger().freeSpace());
    ClockCheck clocks = new ClockCheck(new ClockWatch(clock, System::nanoTime), ledger.time()::now);
    List<Check> checks =
        new ArrayList<>(
            List.of(
                new DeviceCheck(lanes),
                clocks,
                disk,
                new LedgerCheck(ledger, config.ledger().keyFile()),
                new SignerCheck(parts.signers()),
                new CustodyCheck(
                    config.station().production(),
                    CustodyNotes.signedOnTheBox(config),
                    config.keys().file().isPresent(),
                    CustodyNotes.opensWithFile(config),
                    parts.keys().sam().map(keys -> new SamCheck(keys::state, low(config)))),
                new ProfileCheck(products),
                new GrantCheck(grant, clock, ledger::pace),
                new StockCheck(products, blanks, serials, ledger::pace),
                new FleetCheck(() -> link.now.map(FleetLink::status)),
                new AcceptanceCheck(
                    config.station().production(), ledger.stationAcceptances()::newest)));
    parts
        .testCards()
        .ifPresent(cards -> checks.add(testCards(cards, made.keySet(), lanes, meters)));
    SelfTest test =
        new SelfTest(
            checks,
            new CapacityCount(
                lanes,
                ledger::timePerCard,
                unattended.openFor(),
                products,
                blanks,
                serials,
                grant,
                disk),
            ledger,
            meters,
            clock);
    return new SelfTestParts(
        test,
        new SelfTestSchedule(test, unattended.selfTestAt(), clock.withZone(unattended.zone())),
        new Forecast(
            products,
            blanks,
            serials,
            grant,
            disk,
            parts.keys().sam().map(keys -> () -> keys.state().left()),
            ledger::pace,
            clock),
        link);
  }

  private static Check testCards(
      StationTestCards cards, Set<String> devices, TestCards lanes, MeterRegistry meters) {
    TestCardMeters measured = new TestCardMeters(devices, meters);
    return new TestCardCheck(() -> measured.seen(lanes.tryAll(PATIENCE)), cards.limit());
  }

  private static long low(StationConfig config) {
    return config.keys().sam().map(StationConfig.Sam::low).orElse(0L);
  }

  SelfTests selfTests() {
    return test;
  }

  /** Not started yet. */
  SelfTestSchedule schedule() {
    return schedule;
  }

  /** How long everything lasts, by the counts of the self-test. */
  Forecast forecast() {
    return forecast;
  }

  /** The station reports to a centre over this link. */
  void reportsOver(FleetLink fleet) {
    link.now = Optional.of(fleet);
  }
}
