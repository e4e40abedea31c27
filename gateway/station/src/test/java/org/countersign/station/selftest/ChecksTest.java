package org.countersign.station.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.countersign.driver.StorageUnit;
import org.countersign.personalization.JobState;
import org.countersign.station.clock.Judgement;
import org.countersign.station.jobs.Devices;
import org.countersign.station.jobs.Devices.ChipPower;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.jobs.FleetStatus;
import org.countersign.station.ledger.LedgerFixture;
import org.countersign.station.stock.Account;
import org.countersign.station.stock.Pace;
import org.countersign.station.stock.Supply;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.suite.SignatureSuite;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChecksTest {

  /** So that a working week is a hundred cards. */
  private static final Pace PACE = new Pace(20);

  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

  @TempDir private Path folder;

  private final AtomicReference<Instant> time = new AtomicReference<>(NOW);
  private final AtomicLong nanos = new AtomicLong();
  private final List<DeviceStatus> devices = new ArrayList<>();

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return time.get();
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  private final Devices all = () -> devices;

  private void device(String id, DeviceState state, ChipPower chip, StorageUnit... units) {
    devices.add(
        new DeviceStatus(
            id,
            "fake",
            "Fake 1",
            state,
            chip,
            state == DeviceState.ONLINE ? "" : "the cable",
            Optional.empty(),
            List.of(units),
            Optional.empty()));
  }

  private static List<String> told(List<Finding> findings) {
    return findings.stream()
        .map(f -> (f.verdict().word() + " " + f.code() + " " + f.subject()).strip())
        .toList();
  }

  @Test
  void what_a_pilot_is_told_is_a_note_and_in_production_a_warning() {
    assertThat(
            told(
                new CustodyCheck(false, List.of("ICAO-P256"), true, false, Optional.empty())
                    .look()))
        .containsExactly("note custody.signing-key ICAO-P256", "note custody.master-keys");
    assertThat(
            told(
                new CustodyCheck(true, List.of("ICAO-P256"), true, false, Optional.empty()).look()))
        .containsExactly("warning custody.signing-key ICAO-P256", "warning custody.master-keys");
  }

  @Test
  void keys_on_the_box_are_warned_of_each_by_itself() {
    assertThat(
            new CustodyCheck(true, List.of("ICAO-P256", "GM-SM2"), true, true, Optional.empty())
                .look())
        .allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.WARNING))
        .extracting(Finding::code)
        .containsExactly(
            "custody.signing-key",
            "custody.signing-key",
            "custody.master-keys",
            "custody.wrapping-key");
    assertThat(told(new CustodyCheck(true, List.of(), false, false, Optional.empty()).look()))
        .containsExactly("good custody.good");
  }

  @Test
  void a_broken_device_is_a_warning_while_another_works_and_bad_when_none_does() {
    device("a", DeviceState.ONLINE, ChipPower.POWERED_OFF);
    device("b", DeviceState.NO_DEVICE, ChipPower.UNKNOWN);
    assertThat(told(new DeviceCheck(all).look()))
        .containsExactly("good device.online a", "warning device.noDevice b");
    devices.removeFirst();
    assertThat(told(new DeviceCheck(all).look())).containsExactly("bad device.noDevice b");
  }

  @Test
  void a_device_that_reaches_no_chip_does_not_work() {
    device("a", DeviceState.ONLINE, ChipPower.HARDWARE_ERROR);
    assertThat(told(new DeviceCheck(all).look())).containsExactly("bad device.chip a");
  }

  @Test
  void a_station_without_devices_makes_no_card() {
    assertThat(told(new DeviceCheck(all).look())).containsExactly("bad devices.none");
  }

  private List<String> clock(Judgement judgement) {
    return told(
        new ClockCheck(
                new ClockWatch(clock, nanos::get), () -> judgement, folder.resolve("timesync"))
            .look());
  }

  @Test
  void a_clock_that_is_believed_is_good() {
    assertThat(clock(new Judgement.Believed(NOW))).containsExactly("good clock.good");
  }

  @Test
  void a_clock_behind_the_ledger_is_bad() {
    assertThat(clock(new Judgement.Behind(NOW, NOW.plusSeconds(60))))
        .containsExactly("bad clock.behind");
  }

  @Test
  void a_clock_of_1970_without_a_ledger_is_bad() {
    time.set(Instant.EPOCH.plusSeconds(1_000));
    assertThat(clock(new Judgement.Believed(time.get()))).containsExactly("bad clock.implausible");
  }

  @Test
  void a_clock_that_is_ahead_and_that_nobody_confirms_is_bad() {
    Duration ahead = Duration.ofMinutes(90);
    assertThat(clock(new Judgement.Ahead(NOW, ahead, Judgement.Since.START)))
        .containsExactly("bad clock.ahead");
    assertThat(clock(new Judgement.Ahead(NOW, ahead, Judgement.Since.NEWEST_RECORD)))
        .containsExactly("bad clock.gap");
    assertThat(
            new ClockCheck(
                    new ClockWatch(clock, nanos::get),
                    () -> new Judgement.Ahead(NOW, ahead, Judgement.Since.START),
                    folder.resolve("timesync"))
                .look()
                .getFirst()
                .arguments())
        .containsExactly("2026-11-23T08:00:00Z", "1.5");
  }

  @Test
  void a_clock_that_was_moved_by_more_than_a_day_and_is_believed_is_told() {
    ClockCheck check =
        new ClockCheck(
            new ClockWatch(clock, nanos::get),
            () -> new Judgement.Believed(time.get()),
            folder.resolve("timesync"));
    time.set(NOW.plus(Duration.ofDays(30)));
    nanos.set(Duration.ofDays(30).toNanos());
    assertThat(told(check.look())).containsExactly("good clock.good");
    time.set(NOW.plus(Duration.ofDays(32)));
    assertThat(told(check.look())).containsExactly("warning clock.moved");
    assertThat(check.look().getFirst().arguments().getFirst()).isEqualTo("48");
  }

  @Test
  void a_time_service_without_its_server_is_told() throws Exception {
    Path timesync = Files.createDirectory(folder.resolve("timesync"));
    assertThat(clock(new Judgement.Believed(NOW))).containsExactly("warning clock.unsynchronised");
    Files.createFile(timesync.resolve("synchronized"));
    assertThat(clock(new Judgement.Believed(NOW))).containsExactly("good clock.good");
  }

  @Test
  void a_disk_is_good_low_or_full_by_what_a_card_needs() throws Exception {
    Path ledger = folder.resolve("station.db");
    long free = Files.getFileStore(folder).getUsableSpace();
    assertThat(told(new DiskCheck(ledger, 1).look())).containsExactly("good disk.good");
    assertThat(told(new DiskCheck(ledger, free * 2 / 3).look()))
        .containsExactly("warning disk.low");
    assertThat(told(new DiskCheck(ledger, free * 2).look())).containsExactly("bad disk.full");
    assertThat(new DiskCheck(ledger, free * 2).cards()).isZero();
    assertThat(told(new DiskCheck(folder.resolve("gone/station.db"), 1).look()))
        .containsExactly("bad disk.silent");
  }

  @Test
  void a_ledger_is_looked_at_with_its_key_and_its_doubts() throws Exception {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      Path key = folder.resolve("station.key");
      LedgerCheck check = new LedgerCheck(fixture.ledger, key);
      assertThat(told(check.look())).containsExactly("good ledger.good");
      fixture.accept("job");
      fixture.advance("job", "chip-1", JobState.OPENED, JobState.WRITING);
      fixture.ledger.doubtIfOpened("job", "encoder-1", "cut");
      assertThat(told(check.look())).containsExactly("warning ledger.doubt");
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      assertThat(told(check.look())).containsExactly("bad ledger.key", "warning ledger.doubt");
    }
  }

  @Test
  void a_key_signs_and_its_days_are_counted() throws Exception {
    DemoAuthority authority =
        DemoAuthority.create(SignatureSuite.ICAO_P256, folder.resolve("trust"), clock);
    try (Signer signer = Pkcs12Signer.open(authority.dscP12(), authority.dscPassword(), clock)) {
      SignerCheck check = new SignerCheck(List.of(signer));
      assertThat(told(check.look())).containsExactly("good certificate.good ICAO-P256");
      Instant end = signer.period().to();
      time.set(end.minus(Duration.ofDays(29)));
      assertThat(told(check.look())).containsExactly("warning certificate.soon ICAO-P256");
      assertThat(check.look().getFirst().arguments().getFirst()).isEqualTo("29");
      time.set(end.plusSeconds(1));
      assertThat(told(check.look())).containsExactly("bad certificate.ended ICAO-P256");
      time.set(NOW);
      signer.close();
      assertThat(told(check.look())).containsExactly("bad certificate.silent ICAO-P256");
    }
  }

  private static List<String> stock(Map<String, Blanks.Count> counts, long serials) {
    return told(new StockCheck(Set.of("a", "b"), () -> counts, () -> serials, () -> PACE).look());
  }

  @Test
  void blanks_and_serials_are_looked_at() {
    assertThat(stock(Map.of("a", new Blanks.Count(300, 50), "b", new Blanks.Count(50, 50)), 500))
        .containsExactly("good serials.good", "good blanks.good a", "warning blanks.low b");
    assertThat(stock(Map.of("a", new Blanks.Count(0, 50)), 99))
        .containsExactly(
            "warning serials.low", "warning blanks.empty a", "good blanks.uncounted b");
    assertThat(stock(Map.of("a", new Blanks.Count(0, 0), "b", new Blanks.Count(0, 0)), 0))
        .containsExactly("bad serials.ended", "bad blanks.empty a", "bad blanks.empty b");
  }

  @Test
  void feeders_count_their_blanks_and_hands_do_not() {
    device("a", DeviceState.ONLINE, ChipPower.NO_CARD, new StorageUnit("hopper", 40, 10));
    device("b", DeviceState.ONLINE, ChipPower.NO_CARD);
    Map<String, Set<String>> makes = Map.of("a", Set.of("permit"), "b", Set.of("card"));
    assertThat(new FeederBlanks(Set.of("permit", "card"), all, makes::get).counts())
        .isEqualTo(Map.of("permit", new Blanks.Count(40, 10)));
  }

  @Test
  void the_record_of_batches_is_asked_for_blanks_too() {
    Account account =
        new Account(
            List.of(),
            List.of(
                new Supply("permit", 30, 10), new Supply("card", 70, 10), new Supply("odd", 0, 10)),
            List.of(),
            1);
    Blanks feeders = () -> Map.of("permit", new Blanks.Count(40, 5));

    assertThat(new RecordedBlanks(() -> account, false, feeders).counts())
        .as("a feeder knows better, and an empty record stops nobody")
        .isEqualTo(Map.of("permit", new Blanks.Count(40, 5), "card", new Blanks.Count(70, 10)));
    assertThat(new RecordedBlanks(() -> account, true, feeders).counts())
        .as("no card without a batch")
        .isEqualTo(
            Map.of(
                "permit", new Blanks.Count(30, 10),
                "card", new Blanks.Count(70, 10),
                "odd", new Blanks.Count(0, 10)));
  }

  private List<String> grant(long cards, Instant until, Optional<String> objection) {
    return told(
        new GrantCheck(
                () -> Optional.of(new Grant.Left(cards, until, objection)), clock, () -> PACE)
            .look());
  }

  @Test
  void a_grant_is_told_ahead_of_its_end() {
    Instant later = NOW.plus(Duration.ofDays(10));
    assertThat(told(new GrantCheck(Grant.NONE, clock, () -> PACE).look()))
        .containsExactly("good grant.none");
    assertThat(grant(500, later, Optional.empty())).containsExactly("good grant.good");
    assertThat(grant(100, later, Optional.empty())).containsExactly("good grant.good");
    assertThat(grant(99, later, Optional.empty())).containsExactly("warning grant.low");
    Grant left = () -> Optional.of(new Grant.Left(99, later, Optional.empty()));
    assertThat(new GrantCheck(left, clock, () -> new Pace(60)).look().getFirst().arguments())
        .containsExactly("99", "2026-12-03T08:00:00Z", "1.6");
    assertThat(told(new GrantCheck(left, clock, () -> Pace.SLOWEST).look()))
        .containsExactly("good grant.good");
    assertThat(
            told(new GrantCheck(() -> Optional.of(Grant.Left.MISSING), clock, () -> PACE).look()))
        .containsExactly("bad grant.missing");
    assertThat(grant(0, later, Optional.of("all cards are spent")))
        .containsExactly("bad grant.ended");
    assertThat(grant(500, NOW.plus(Duration.ofDays(6)), Optional.empty()))
        .containsExactly("warning grant.low");
    assertThat(grant(0, later, Optional.empty())).containsExactly("bad grant.ended");
    assertThat(grant(500, NOW, Optional.empty())).containsExactly("bad grant.ended");
    assertThat(grant(500, later, Optional.of("it was altered")))
        .containsExactly("bad grant.refused");
  }

  @Test
  void a_centre_that_hears_nothing_is_a_warning_for_cards_go_on() {
    FleetStatus off = new FleetStatus(FleetStatus.Link.OFFLINE, NOW, "no route", 0, 0, 0);
    assertThat(told(new FleetCheck(() -> Optional.of(off)).look()))
        .containsExactly("warning fleet.offline");
    assertThat(told(new FleetCheck(Optional::empty).look())).containsExactly("good fleet.none");
    FleetStatus on = new FleetStatus(FleetStatus.Link.ONLINE, NOW, "", 1, 9, 0);
    assertThat(told(new FleetCheck(() -> Optional.of(on)).look()))
        .containsExactly("good fleet.online");
    FleetStatus untaken = new FleetStatus(FleetStatus.Link.ONLINE, NOW, "refused", 1, 9, 0);
    assertThat(told(new FleetCheck(() -> Optional.of(untaken)).look()))
        .containsExactly("warning fleet.norecords");
  }

  private DayCapacity capacity(
      Map<String, Blanks.Count> blanks, long serials, Grant grant, List<Finding> findings) {
    return new CapacityCount(
            all,
            () -> Optional.of(Duration.ofSeconds(12)),
            Duration.ofHours(8),
            Set.of("a"),
            () -> blanks,
            () -> serials,
            grant,
            new DiskCheck(folder.resolve("station.db"), 1))
        .now(findings);
  }

  @Test
  void a_device_that_failed_on_its_test_card_makes_no_cards() {
    device("a", DeviceState.ONLINE, ChipPower.NO_CARD);
    device("b", DeviceState.ONLINE, ChipPower.NO_CARD);
    Finding failed = Finding.bad(Item.DEVICES, "b", "testCard.failed", "write", "6581");

    assertThat(capacity(Map.of(), 9_000, Grant.NONE, List.of()).cards()).isEqualTo(4_800);
    assertThat(capacity(Map.of(), 9_000, Grant.NONE, List.of(failed)))
        .isEqualTo(new DayCapacity(2_400, "devices"));
  }

  @Test
  void the_day_holds_what_the_scarcest_thing_allows() {
    device("a", DeviceState.ONLINE, ChipPower.NO_CARD);
    device("b", DeviceState.STUCK, ChipPower.UNKNOWN);
    Map<String, Blanks.Count> many = Map.of("a", new Blanks.Count(9_000, 0));
    assertThat(capacity(many, 9_000, Grant.NONE, List.of()))
        .isEqualTo(new DayCapacity(2_400, "devices"));
    assertThat(capacity(Map.of("a", new Blanks.Count(30, 0)), 9_000, Grant.NONE, List.of()))
        .isEqualTo(new DayCapacity(30, "blanks"));
    assertThat(capacity(Map.of(), 70, Grant.NONE, List.of()))
        .isEqualTo(new DayCapacity(70, "serials"));
    Grant forty = () -> Optional.of(new Grant.Left(40, NOW, Optional.empty()));
    assertThat(capacity(many, 70, forty, List.of())).isEqualTo(new DayCapacity(40, "grant"));
    assertThat(
            capacity(many, 70, forty, List.of(Finding.bad(Item.CLOCK, "", "clock.behind", 1, 2))))
        .isEqualTo(DayCapacity.STOPPED);
  }
}
