package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.grant.SignedGrant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StandingTest {

  @TempDir Path folder;

  private Path anchor;
  private Path backup;
  private SignedGrant first;

  @BeforeEach
  void aStationThatIssuedAndABackupOfItsLedger() throws Exception {
    anchor = folder.resolve("secrets/epoch.json");
    backup = folder.resolve("backup.db");
    first = new GrantFixture().signed();
    try (LedgerFixture fixture = open("machine-1", true)) {
      fixture.ledger.grants().install(first);
      issue(fixture, "job-1");
    }
    Files.copy(LedgerFixture.file(folder), backup);
    try (LedgerFixture fixture = open("machine-1", true)) {
      issue(fixture, "job-2");
    }
  }

  private LedgerFixture open(String machine, boolean strict) {
    return open("st-1", machine, strict);
  }

  private LedgerFixture open(String station, String machine, boolean strict) {
    LedgerFixture fixture = new LedgerFixture(folder);
    fixture.ledger.standing().begin(new Standing.Terms(station, anchor, machine, strict));
    fixture.ledger.grants().require(GrantFixture.TERMS);
    return fixture;
  }

  private static void issue(LedgerFixture fixture, String job) {
    fixture.accept(job);
    fixture.ledger.grants().reserve(job);
    fixture.ledger.standing().keep();
  }

  private void restore() throws IOException {
    Files.copy(backup, LedgerFixture.file(folder), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void assertHeld(LedgerFixture fixture, String... words) {
    assertThat(fixture.ledger.hold())
        .hasValueSatisfying(
            why -> assertThat(why).contains(words).contains("a grant of a higher epoch"));
    fixture.accept("never");
    assertThatThrownBy(() -> fixture.ledger.grants().reserve("never"))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(words[0]);
  }

  /** The power goes; what was done before is on the disk. */
  private static final class PowerCut extends Error {
    private static final long serialVersionUID = 1;
  }

  /** The anchor's folder, in which the power goes at a step. */
  private final class CutStore implements AnchorStore {
    private final AnchorStore file = new AnchorFile(anchor);
    private int left;

    CutStore(int steps) {
      left = steps;
    }

    private void step() {
      if (--left < 0) {
        throw new PowerCut();
      }
    }

    @Override
    public Optional<byte[]> read() throws IOException {
      return file.read();
    }

    @Override
    public void create(byte[] content) throws IOException {
      step();
      file.create(content);
    }

    @Override
    public void sync() throws IOException {
      step();
      file.sync();
    }

    @Override
    public void replace() throws IOException {
      step();
      file.replace();
    }

    @Override
    public void syncFolder() throws IOException {
      step();
      file.syncFolder();
    }
  }

  /** Opens the ledger and installs a grant, with the power gone at a step; whether it was. */
  private boolean isCut(int step, SignedGrant grant) throws GrantRefused {
    CutStore store = new CutStore(step);
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.ledger.standing().begin(new Standing.Terms("st-1", anchor, "machine-1", true), store);
      fixture.ledger.grants().require(GrantFixture.TERMS);
      Grant ignored = fixture.ledger.grants().install(grant);
      return false;
    } catch (PowerCut cut) {
      return true;
    }
  }

  private void forget() throws IOException {
    Files.deleteIfExists(anchor);
    Files.deleteIfExists(LedgerFixture.file(folder));
  }

  @Test
  void a_new_ledger_is_not_taken_for_a_copy_wherever_the_power_goes_at_its_first_start()
      throws Exception {
    int step = 0;
    boolean cut;
    do {
      forget();
      cut = isCut(step++, first);
      try (LedgerFixture fixture = open("machine-1", true)) {
        assertThat(fixture.ledger.standing().objection()).as("cut at " + step).isEmpty();
      }
    } while (cut);
    assertThat(step).as("two anchors at least, each with four steps").isGreaterThan(8);
  }

  @Test
  void a_ledger_that_lost_its_anchor_begins_anew_wherever_the_power_goes() throws Exception {
    SignedGrant next;
    try (LedgerFixture fixture = open("machine-1", true)) {
      GrantFixture begun = GrantFixture.after(first, fixture.ledger);
      begun.epoch = 2;
      next = begun.signed();
    }
    Path lost = Files.copy(LedgerFixture.file(folder), folder.resolve("lost.db"));
    int step = 0;
    boolean cut;
    do {
      forget();
      Files.copy(lost, LedgerFixture.file(folder));
      cut = isCut(step++, next);
      try (LedgerFixture fixture = open("machine-1", true)) {
        if (fixture.ledger.standing().objection().isPresent()) {
          assertHeld(fixture, "the anchor");
          Grant ignored = fixture.ledger.grants().install(next);
        }
        assertThat(fixture.ledger.hold()).as("cut at " + step).isEmpty();
        assertThat(fixture.ledger.standing().epoch()).isEqualTo(2);
      }
    } while (cut);
    assertThat(step).isGreaterThan(8);
  }

  @Test
  void a_broken_anchor_does_not_bring_an_older_epoch_back() throws Exception {
    try (LedgerFixture fixture = open("machine-1", true)) {
      GrantFixture next = GrantFixture.after(first, fixture.ledger);
      next.epoch = 3;
      Grant ignored = fixture.ledger.grants().install(next.signed());
    }
    Files.writeString(anchor, "{");
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertThat(fixture.ledger.standing().epoch()).isEqualTo(3);
      assertHeld(fixture, "cannot be read");
    }
  }

  @Test
  void the_first_start_goes_on_when_the_anchor_can_be_written_at_last() throws Exception {
    forget();
    Path obstacle = anchor.resolveSibling("epoch.json.new");
    Files.createDirectories(obstacle.resolve("full"));
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertThat(fixture.ledger.standing().objection())
          .hasValueSatisfying(why -> assertThat(why).contains("cannot be written"));
      assertThat(fixture.ledger.latest()).as("it is not begun without an anchor").isZero();
    }
    Files.delete(obstacle.resolve("full"));
    Files.delete(obstacle);
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertThat(fixture.ledger.standing().objection()).isEmpty();
    }
  }

  @Test
  void the_same_ledger_on_the_same_machine_goes_on() {
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertThat(fixture.ledger.hold()).isEmpty();
      issue(fixture, "job-3");
      assertThat(fixture.ledger.find("job-3").orElseThrow().serial()).contains("CS003");
      assertThat(fixture.ledger.verify()).isEmpty();
    }
  }

  @Test
  void a_restored_backup_issues_nothing() throws Exception {
    restore();
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertHeld(fixture, "record(s), but", "were there before: it is an older copy");
    }
  }

  @Test
  void a_restored_backup_that_went_on_by_itself_issues_nothing() throws Exception {
    restore();
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      for (int i = 0; i < 20; i++) {
        fixture.accept("other-" + i);
      }
    }
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertHeld(fixture, "is not the one that was there before", "went its own way");
    }
  }

  @Test
  void a_new_ledger_in_the_place_of_a_lost_one_issues_nothing() throws Exception {
    Files.delete(LedgerFixture.file(folder));
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertHeld(fixture, "the ledger has 0 record(s), but");
    }
  }

  @Test
  void a_box_that_was_copied_issues_nothing() {
    try (LedgerFixture fixture = open("machine-2", true)) {
      assertHeld(fixture, "begun on another machine");
    }
  }

  @Test
  void a_machine_without_an_identity_is_not_held_for_that() {
    try (LedgerFixture fixture = open("", true)) {
      assertThat(fixture.ledger.hold()).isEmpty();
    }
  }

  @Test
  void the_ledger_of_another_station_issues_nothing() {
    try (LedgerFixture fixture = open("st-2", "machine-1", true)) {
      assertHeld(fixture, "this is the ledger of station st-1");
    }
  }

  @Test
  void without_its_anchor_a_ledger_issues_nothing_but_a_pilots_is_anchored_anew() throws Exception {
    Files.delete(anchor);
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertHeld(fixture, "is missing");
    }
    try (LedgerFixture pilot = open("machine-1", false)) {
      assertThat(pilot.ledger.hold()).isEmpty();
      assertThat(anchor).exists();
    }
  }

  @Test
  void an_anchor_that_is_broken_is_told_and_holds() throws Exception {
    Files.writeString(anchor, "{");
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertHeld(fixture, "cannot be read");
    }
    Files.writeString(anchor, "{\"format\":\"other\"}");
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertHeld(fixture, "is no anchor of a ledger");
    }
  }

  @Test
  void an_anchor_that_cannot_be_written_holds_until_it_can() throws Exception {
    try (LedgerFixture fixture = open("machine-1", true)) {
      // A folder in the place of the file that is written first.
      Path obstacle = anchor.resolveSibling("epoch.json.new");
      Files.createDirectories(obstacle.resolve("full"));
      issue(fixture, "job-3");
      assertThat(fixture.ledger.hold())
          .hasValueSatisfying(why -> assertThat(why).contains("cannot be written"));
      Files.delete(obstacle.resolve("full"));
      Files.delete(obstacle);
      fixture.ledger.standing().keep();
      assertThat(fixture.ledger.hold()).isEmpty();
    }
  }

  @Test
  void the_anchor_is_its_owners_alone() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(anchor)))
        .isEqualTo("rw-------");
  }

  @Test
  void the_authority_lets_a_restored_ledger_go_on_with_a_higher_epoch_alone() throws Exception {
    restore();
    SignedGrant renewed;
    try (LedgerFixture fixture = open("machine-1", true)) {
      GrantFixture same = GrantFixture.after(first, fixture.ledger);
      assertThatThrownBy(() -> fixture.ledger.grants().install(same.signed()))
          .asInstanceOf(InstanceOfAssertFactories.type(GrantRefused.class))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(GrantRefused.Reason.EPOCH))
          .extracting(Throwable::getMessage)
          .asString()
          .contains("older copy", "this grant is of epoch 1");

      GrantFixture next = GrantFixture.after(first, fixture.ledger);
      next.epoch = 2;
      next.number = 7; // The ledger has lost those between.
      next.previous = Optional.of("11".repeat(32));
      next.serials = java.util.List.of(new Grant.Serials("CS", 500, 599));
      renewed = next.signed();
      fixture.ledger.grants().install(renewed);

      assertThat(fixture.ledger.hold()).isEmpty();
      assertThat(fixture.ledger.standing().epoch()).isEqualTo(2);
      issue(fixture, "job-9");
      assertThat(fixture.ledger.find("job-9").orElseThrow().serial()).contains("CS500");
      assertThat(fixture.ledger.verify()).isEmpty();
    }
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertThat(fixture.ledger.hold()).isEmpty();
      assertThat(fixture.ledger.standing().epoch()).isEqualTo(2);
      GrantFixture old = GrantFixture.after(renewed, fixture.ledger);
      old.epoch = 1;
      assertThatThrownBy(() -> fixture.ledger.grants().install(old.signed()))
          .asInstanceOf(InstanceOfAssertFactories.type(GrantRefused.class))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(GrantRefused.Reason.EPOCH))
          .extracting(Throwable::getMessage)
          .asString()
          .contains("has begun this station anew with epoch 2");
    }
  }

  @Test
  void the_backup_cannot_come_back_after_the_authority_began_anew() throws Exception {
    restore();
    try (LedgerFixture fixture = open("machine-1", true)) {
      GrantFixture next = GrantFixture.after(first, fixture.ledger);
      next.epoch = 2;
      fixture.ledger.grants().install(next.signed());
    }
    restore();
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertHeld(fixture, "were there before");
      assertThat(fixture.ledger.standing().epoch()).isEqualTo(2);
    }
  }

  @Test
  void a_new_machine_goes_on_after_the_authority_allowed_it() throws Exception {
    try (LedgerFixture fixture = open("machine-2", true)) {
      GrantFixture next = GrantFixture.after(first, fixture.ledger);
      next.epoch = 2;
      fixture.ledger.grants().install(next.signed());
      assertThat(fixture.ledger.hold()).isEmpty();
    }
    try (LedgerFixture fixture = open("machine-2", true)) {
      assertThat(fixture.ledger.hold()).isEmpty();
    }
    try (LedgerFixture fixture = open("machine-1", true)) {
      assertHeld(fixture, "begun on another machine");
    }
  }
}
