package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.countersign.personalization.JobState;
import org.countersign.station.ledger.GrantRefused.Reason;
import org.countersign.trust.audit.TreeHash;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.grant.SignedGrant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GrantsTest {

  @TempDir Path folder;

  private LedgerFixture fixture;

  @BeforeEach
  void open() {
    fixture = open(folder);
  }

  private static LedgerFixture open(Path folder) {
    LedgerFixture opened = new LedgerFixture(folder);
    opened
        .ledger
        .standing()
        .begin(new Standing.Terms("st-1", folder.resolve("epoch.json"), "", true));
    opened.ledger.grants().require(GrantFixture.TERMS);
    return opened;
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Grants grants() {
    return fixture.ledger.grants();
  }

  private String reserve(String job) {
    fixture.accept(job);
    return grants().reserve(job).serial();
  }

  private void assertRefused(SignedGrant grant, Reason reason, String... words) {
    long before = fixture.ledger.latest();
    assertThatThrownBy(() -> grants().install(grant))
        .asInstanceOf(InstanceOfAssertFactories.type(GrantRefused.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .extracting(Throwable::getMessage)
        .asString()
        .contains(words);
    assertThat(fixture.ledger.latest()).as("nothing is recorded").isEqualTo(before);
  }

  @Test
  void without_a_grant_no_card_is_begun_and_it_is_said_what_to_do() {
    assertThat(fixture.ledger.hold())
        .hasValueSatisfying(why -> assertThat(why).contains("no grant", "grant install"));
    fixture.accept("job-1");
    assertThatThrownBy(() -> grants().reserve("job-1")).hasMessageContaining("no grant");
    assertThat(fixture.state("job-1")).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void a_grant_gives_its_serials_and_is_debited_with_each() throws Exception {
    grants().install(new GrantFixture().signed());

    assertThat(fixture.ledger.hold()).isEmpty();
    assertThat(reserve("job-1")).isEqualTo("CS001");
    assertThat(reserve("job-2")).isEqualTo("CS002");
    assertThat(grants().status().cardsLeft()).isEqualTo(8);
    assertThat(grants().status().serialsLeft()).isEqualTo(997);
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  @Test
  void a_serial_is_debited_once_and_never_credited_back() throws Exception {
    grants().install(new GrantFixture().signed());
    String serial = reserve("job-1");
    assertThat(grants().reserve("job-1").serial()).isEqualTo(serial);
    assertThat(grants().status().cardsLeft()).isEqualTo(9);

    JobJournal journal = fixture.ledger.journal("job-1", "encoder-1");
    journal.enter(JobState.OPENED, java.util.Map.of("chip", "0A"));
    journal.release("the card moved");
    assertThat(grants().reserve("job-1").serial()).isEqualTo(serial);
    assertThat(grants().status().cardsLeft()).isEqualTo(9);

    fixture.ledger.cancel("job-1");
    assertThat(grants().status().cardsLeft()).isEqualTo(9);
    assertThat(reserve("job-2")).isNotEqualTo(serial);
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  @Test
  void a_grant_that_is_spent_begins_no_further_card() throws Exception {
    GrantFixture two = new GrantFixture();
    two.maxCards = 2;
    grants().install(two.signed());
    reserve("job-1");
    reserve("job-2");

    assertThatThrownBy(() -> reserve("job-3"))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("all 2 cards of grant 1 are spent: install the next one");
    assertThat(fixture.state("job-3")).isEqualTo(JobState.ACCEPTED);
    assertThat(fixture.ledger.hold()).isPresent();
    assertThat(grants().reserve("job-2").serial()).as("debited already").isEqualTo("CS002");
  }

  @Test
  void the_ranges_are_used_in_their_order_and_no_further() throws Exception {
    GrantFixture narrow = new GrantFixture();
    narrow.serials =
        List.of(
            new Grant.Serials("A", 8, 9),
            new Grant.Serials("B", 1, 1),
            new Grant.Serials("A", 20, 20));
    grants().install(narrow.signed());

    assertThat(grants().status().serialsLeft()).isEqualTo(4);
    assertThat(List.of(reserve("1"), reserve("2"), reserve("3"), reserve("4")))
        .containsExactly("A8", "A9", "B1", "A20");
    assertThatThrownBy(() -> reserve("5")).hasMessageContaining("every serial of grant 1 is used");
    assertThat(grants().status().cardsLeft()).as("nothing debited for it").isEqualTo(6);
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  @Test
  void what_was_debited_before_a_crash_stays_debited() throws Exception {
    grants().install(new GrantFixture().signed());
    reserve("job-1");
    // The files as they are at this moment are what a cut leaves behind.
    Path after = Files.createDirectories(folder.resolve("after/ledger"));
    for (String name : List.of("station.db", "station.db-wal")) {
      Files.copy(folder.resolve("ledger").resolve(name), after.resolve(name));
    }
    Files.copy(folder.resolve("station.key"), folder.resolve("after/station.key"));
    Files.copy(folder.resolve("epoch.json"), folder.resolve("after/epoch.json"));
    try (LedgerFixture reopened = open(folder.resolve("after"))) {
      assertThat(reopened.ledger.hold()).isEmpty();
      assertThat(reopened.ledger.grants().status().cardsLeft()).isEqualTo(9);
      assertThat(reopened.ledger.grants().reserve("job-1").serial()).isEqualTo("CS001");
      assertThat(reopened.ledger.grants().status().cardsLeft()).isEqualTo(9);
      assertThat(reopened.ledger.verify()).isEmpty();
    }
  }

  @Test
  void many_devices_never_take_more_than_was_granted() throws Exception {
    GrantFixture fifty = new GrantFixture();
    fifty.maxCards = 50;
    grants().install(fifty.signed());
    for (int i = 0; i < 80; i++) {
      fixture.accept("job-" + i);
    }
    List<String> given = new ArrayList<>();
    try (ExecutorService devices = Executors.newFixedThreadPool(16)) {
      List<Future<Optional<String>>> all = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        String job = "job-" + i;
        all.add(devices.submit(() -> attempt(job)));
      }
      for (Future<Optional<String>> one : all) {
        one.get(30, TimeUnit.SECONDS).ifPresent(given::add);
      }
    }
    assertThat(given).hasSize(50).doesNotHaveDuplicates();
    assertThat(grants().status().cardsLeft()).isZero();
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  private Optional<String> attempt(String job) {
    try {
      return Optional.of(grants().reserve(job).serial());
    } catch (LedgerException spent) {
      return Optional.empty();
    }
  }

  @Test
  void a_grant_for_another_station_is_refused() {
    GrantFixture grant = new GrantFixture();
    grant.station = "st-2";
    assertRefused(grant.signed(), Reason.FOREIGN, "station st-2, this is st-1", "install it there");
  }

  @Test
  void a_grant_that_is_not_newer_is_refused_and_the_same_one_changes_nothing() throws Exception {
    SignedGrant first = new GrantFixture().signed();
    grants().install(first);
    long records = fixture.ledger.latest();
    assertThat(grants().install(first).number()).isEqualTo(1);
    assertThat(fixture.ledger.latest()).isEqualTo(records);

    GrantFixture again = GrantFixture.after(first, fixture.ledger);
    again.number = 1;
    assertRefused(again.signed(), Reason.OLDER, "number 1 was installed already");
    GrantFixture other = GrantFixture.after(first, fixture.ledger);
    other.previous = Optional.of("00".repeat(32));
    assertRefused(other.signed(), Reason.OLDER, "does not follow number 1");

    GrantFixture next = GrantFixture.after(first, fixture.ledger);
    grants().install(next.signed());
    assertThat(grants().status().grant().orElseThrow().number()).isEqualTo(2);
    assertRefused(first, Reason.OLDER, "number 2 was installed already");
  }

  @Test
  void a_grant_that_follows_one_that_was_never_here_is_refused() {
    GrantFixture grant = new GrantFixture();
    grant.number = 2;
    grant.previous = Optional.of("00".repeat(32));
    assertRefused(grant.signed(), Reason.OLDER, "this station has never had");
  }

  @Test
  void a_grant_whose_time_is_over_or_has_not_come_is_refused() {
    GrantFixture over = new GrantFixture();
    over.notAfter = Instant.parse("2026-11-22T00:00:00Z");
    assertRefused(over.signed(), Reason.EXPIRED, "ended at 2026-11-22", "ask for another one");
    GrantFixture early = new GrantFixture();
    early.notBefore = Instant.parse("2026-11-24T00:00:00Z");
    assertRefused(early.signed(), Reason.NOT_YET, "begins at 2026-11-24", "install it then");
  }

  @Test
  void a_grant_ends_while_the_station_runs_for_what_is_reserved_as_well() throws Exception {
    grants().install(new GrantFixture().signed());
    reserve("job-1");
    fixture.now.set(Instant.parse("2026-12-20T00:00:01Z"));

    assertThat(fixture.ledger.hold())
        .hasValueSatisfying(why -> assertThat(why).contains("grant 1 ended", "the next one"));
    Optional<String> why = fixture.ledger.hold();
    fixture.now.set(Instant.parse("2026-12-20T00:00:09Z"));
    // A lane records what holds it whenever it is something else.
    assertThat(fixture.ledger.hold()).isEqualTo(why);
    assertThatThrownBy(() -> grants().reserve("job-1")).hasMessageContaining("ended at");
    assertThatThrownBy(() -> reserve("job-2")).hasMessageContaining("ended at");
    fixture.now.set(Instant.parse("2026-11-19T00:00:00Z"));
    assertThatThrownBy(() -> grants().reserve("job-2")).hasMessageContaining("begins at");
  }

  @Test
  void a_clock_that_is_behind_the_record_takes_no_grant_and_spends_none() throws Exception {
    grants().install(new GrantFixture().signed());
    SignedGrant next = GrantFixture.after(grants().kept().orElseThrow(), fixture.ledger).signed();
    fixture.accept("job-1");
    fixture.now.updateAndGet(now -> now.minus(Duration.ofHours(1)));

    assertRefused(next, Reason.CLOCK, "but a record was written at", "time service");
    assertThatThrownBy(() -> grants().reserve("job-1")).hasMessageContaining("clock is behind");
    assertThat(grants().status().cardsLeft()).isEqualTo(10);
  }

  @Test
  void a_grant_that_leaves_nothing_is_refused() throws Exception {
    GrantFixture none = new GrantFixture();
    none.maxCards = 0;
    assertRefused(none.signed(), Reason.EMPTY, "for no cards");

    GrantFixture one = new GrantFixture();
    one.serials = List.of(new Grant.Serials("CS", 1, 1));
    grants().install(one.signed());
    reserve("job-1");
    GrantFixture same = GrantFixture.after(grants().kept().orElseThrow(), fixture.ledger);
    same.serials = List.of(new Grant.Serials("CS", 1, 1));
    assertRefused(same.signed(), Reason.EMPTY, "every serial of it is used");
  }

  @Test
  void a_renewal_must_name_a_head_that_this_ledger_holds() throws Exception {
    SignedGrant first = new GrantFixture().signed();
    grants().install(first);
    GrantFixture blind = GrantFixture.after(first, fixture.ledger);
    blind.head = Grant.Head.EMPTY;
    assertRefused(blind.signed(), Reason.OTHER_LEDGER, "names no head of this ledger");
    GrantFixture ahead = GrantFixture.after(first, fixture.ledger);
    ahead.head = new Grant.Head(100, ahead.head.root());
    assertRefused(ahead.signed(), Reason.OTHER_LEDGER, "older copy");
    GrantFixture forked = GrantFixture.after(first, fixture.ledger);
    forked.head = new Grant.Head(forked.head.size(), TreeHash.leaf(new byte[] {1}));
    assertRefused(forked.signed(), Reason.OTHER_LEDGER, "went its own way");

    GrantFixture good = GrantFixture.after(first, fixture.ledger);
    fixture.accept("goes-on");
    assertThat(grants().install(good.signed()).number()).isEqualTo(2);
  }

  @Test
  void a_profile_that_is_not_granted_is_not_made() throws Exception {
    GrantFixture other = new GrantFixture();
    other.profiles = List.of(new Grant.Product("residence-permit", "cd".repeat(32)));
    assertRefused(other.signed(), Reason.PROFILE, "names no profile as it is installed here");

    GrantFixture partly = new GrantFixture();
    partly.profiles =
        List.of(
            new Grant.Product("residence-permit", GrantFixture.PROFILE),
            new Grant.Product("something-else", "cd".repeat(32)));
    grants().install(partly.signed());
    grants()
        .require(
            new Grants.Terms(
                "st-1",
                java.util.Map.of(
                    "something-else", "00".repeat(32), "residence-permit", "00".repeat(32))));
    assertThatThrownBy(() -> reserve("job-1"))
        .hasMessageContaining("does not name profile residence-permit as it is installed here");
  }

  @Test
  void what_is_no_grant_is_refused() {
    assertRefused(
        new SignedGrant("{".getBytes(StandardCharsets.UTF_8), new byte[] {1}),
        Reason.UNREADABLE,
        "no JSON");
    String json = new String(new GrantFixture().signed().json(), StandardCharsets.UTF_8);
    for (String bad :
        List.of(
            json.replace("\"epoch\"", "\"epocH\""),
            json.replace("\"maxCards\" : 10", "\"maxCards\" : \"10\""),
            json.replace("\"maxCards\" : 10", "\"maxCards\" : 10, \"maxCards\" : 11"),
            json.replace("countersign/grant/1", "countersign/grant/2"),
            json.replace("\"first\" : 1", "\"first\" : -1"),
            json + "{}")) {
      assertRefused(
          new SignedGrant(bad.getBytes(StandardCharsets.UTF_8), new byte[] {1}),
          Reason.UNREADABLE,
          "the grant");
    }
  }

  @Test
  void what_is_left_is_told_ahead_of_time() throws Exception {
    GrantFixture grant = new GrantFixture();
    grant.maxCards = 26;
    grants().install(grant.signed());
    assertThat(grants().status().warnings()).isEmpty();
    for (int i = 0; i < 6; i++) {
      reserve("job-" + i);
    }
    assertThat(grants().status().warnings()).isEmpty();
    reserve("job-6");
    assertThat(grants().status().warnings())
        .singleElement()
        .asString()
        .isEqualTo(
            "grant 1 leaves 19 card(s), 4.7 working day(s) at this station's pace: ask for the"
                + " next one");
    fixture.now.set(Instant.parse("2026-12-17T12:00:00Z"));
    assertThat(grants().status().warnings())
        .hasSize(2)
        .contains("grant 1 ends in 2 day(s): ask for the next one");
  }

  @Test
  void the_grant_is_in_force_again_after_a_restart() throws Exception {
    grants().install(new GrantFixture().signed());
    reserve("job-1");
    fixture.close();
    fixture = open(folder);
    assertThat(fixture.ledger.hold()).isEmpty();
    assertThat(grants().status().cardsLeft()).isEqualTo(9);
    assertThat(reserve("job-2")).isEqualTo("CS002");
  }
}
