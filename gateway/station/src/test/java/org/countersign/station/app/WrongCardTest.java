package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardSpec.Condition;
import org.countersign.simulator.CardState;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.jobs.StationEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A card lies on the blanks that is none of them. It goes to the retain bin as it came, counted,
 * with the reason on record; the job waits and gets the next card.
 */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WrongCardTest {

  private static final String PERMIT = "residence-permit";
  private static final String REGISTRATION = "residence-registration-card";

  @TempDir Path folder;
  private RunningStation station;
  private CardTray permits;
  private CardTray registrations;

  @BeforeEach
  void start() throws Exception {
    StationFolder made = StationFolder.make(folder);
    permits = tray("permits");
    registrations = tray("registrations");
    made.device(
        "permits",
        """
        driver = "simulator"
        profiles = ["residence-permit"]
        key-diversification = "kdf3"
        tray = "%s"
        """
            .formatted(permits.name()));
    made.device(
        "registrations",
        """
        driver = "simulator"
        profiles = ["residence-registration-card"]
        chip = "file"
        tray = "%s"
        """
            .formatted(registrations.name()));
    station = RunningStation.start(folder);
  }

  /** A tray that no other test has cards in. */
  private CardTray tray(String name) {
    CardTray tray = CardTray.named("wrong-card-" + name);
    tray.clear();
    return tray;
  }

  @AfterEach
  void the_service_goes_on() throws Exception {
    station.issuesAGoodCardOn("permits", PERMIT);
    station.issuesAGoodCardOn("registrations", REGISTRATION);
    assertThat(station.stock().path("inProcess").asInt()).isZero();
    station.close();
  }

  private static VirtualCard permitBlank(Condition condition) {
    return VirtualCard.make(
        CardSpec.blank(CardKind.LDS).withMasterKey(CardSpec.testKey(16), true).in(condition));
  }

  /**
   * Feeds the card for a job, which must come to its good card with the next one.
   *
   * @return why the first attempt came to nothing, as it is on record
   */
  private String fed(CardTray tray, VirtualCard card, String product) throws Exception {
    int before = station.stock().path("quarantined").asInt();
    String id = "job-" + station.gateway.events().latest();
    tray.putBack(card);
    station.submit(id, product);
    JsonNode job = station.ended(id);
    assertThat(job.path("state").asText()).as("%s", job).isEqualTo("ACTIVATED");
    assertThat(tray.retained()).containsExactly(card);
    assertThat(tray.presented()).doesNotContain(card);
    List<StationEvent> vain =
        station.record(id).stream().filter(e -> e.facts().containsKey("problem")).toList();
    assertThat(vain).hasSize(1);
    assertThat(vain.getFirst().state()).isEqualTo("RESERVED");
    assertThat(vain.getFirst().facts())
        .containsEntry("device", tray == permits ? "permits" : "registrations");
    assertThat(station.stock().path("quarantined").asInt()).isEqualTo(before + onRecordAnew);
    return vain.getFirst().facts().get("problem");
  }

  private int onRecordAnew = 1;

  private static void unchanged(VirtualCard card, CardState before) {
    CardState after = card.state();
    assertThat(after.triesLeft()).isEqualTo(before.triesLeft());
    assertThat(after.files()).isEqualTo(before.files());
    assertThat(after.lifeCycle()).isEqualTo(before.lifeCycle());
  }

  private List<String> onRecord() throws Exception {
    return CardRecord.of(folder).values().stream().sorted().toList();
  }

  @Test
  void wrong_keys_are_known_by_the_card_cryptogram_before_a_try_is_spent() throws Exception {
    VirtualCard card = permitBlank(Condition.WRONG_KEYS);
    CardState before = card.state();
    assertThat(fed(permits, card, PERMIT))
        .contains("open SCP03", "cryptogram is not one of our keys", "No try was spent")
        .contains(
            "check key set and diversification", "keep it apart", "the job waits for another");
    unchanged(card, before);
    assertThat(before.triesLeft()).isPositive();
    assertThat(onRecord()).containsExactly("ISSUED", "QUARANTINED");
  }

  private List<String> alarms() {
    return station.gateway.events().after(0, 100_000).stream()
        .filter(event -> event.kind().equals("alarm"))
        .map(event -> event.state() + " " + event.subject())
        .filter(alarm -> alarm.contains("keys-refused"))
        .toList();
  }

  /** Puts so many cards with other keys before the good ones, and has a card made. */
  private void issuesAfterCardsWithOtherKeys(int cards) throws Exception {
    for (int i = 0; i < cards; i++) {
      permits.putBack(permitBlank(Condition.WRONG_KEYS));
    }
    station.issuesCardInTheEnd("permits-" + station.gateway.events().latest(), PERMIT);
  }

  @Test
  void one_card_with_other_keys_is_a_bad_card_and_three_in_a_row_are_an_alarm() throws Exception {
    issuesAfterCardsWithOtherKeys(1);
    issuesAfterCardsWithOtherKeys(2);
    assertThat(alarms()).isEmpty();
    issuesAfterCardsWithOtherKeys(4);
    assertThat(alarms()).containsExactly("raised keys-refused/permits");
  }

  @Test
  void a_file_card_cannot_prove_its_keys_and_loses_one_try_and_no_more() throws Exception {
    VirtualCard card = VirtualCard.make(CardSpec.blank(CardKind.FILE).in(Condition.WRONG_KEYS));
    int tries = card.state().triesLeft();
    assertThat(fed(registrations, card, REGISTRATION))
        .contains("external authentication with key 01", "Never try again", "keep it apart");
    assertThat(card.state().triesLeft()).isEqualTo(tries - 1);
    assertThat(CardRecord.of(folder)).containsEntry(card.chipId(), "QUARANTINED");
  }

  @Test
  void a_card_that_another_issuer_finished_is_no_blank() throws Exception {
    VirtualCard card = permitBlank(Condition.ISSUED);
    CardState before = card.state();
    assertThat(fed(permits, card, PERMIT)).contains(" answers ", "keep it apart");
    unchanged(card, before);
    assertThat(onRecord()).containsExactly("ISSUED", "QUARANTINED");
  }

  @Test
  void a_file_card_that_another_issuer_finished_is_no_blank() throws Exception {
    VirtualCard card = VirtualCard.make(CardSpec.blank(CardKind.FILE).in(Condition.ISSUED));
    CardState before = card.state();
    assertThat(fed(registrations, card, REGISTRATION)).contains(" answers ", "keep it apart");
    unchanged(card, before);
    assertThat(onRecord()).containsExactly("ISSUED", "QUARANTINED");
  }

  @Test
  void a_blank_of_another_profile() throws Exception {
    VirtualCard file = VirtualCard.blank(CardKind.FILE);
    CardState before = file.state();
    assertThat(fed(permits, file, PERMIT))
        .contains("so it is no blank of profile " + PERMIT, "keep it apart");
    unchanged(file, before);

    VirtualCard lds = permitBlank(Condition.BLANK);
    CardState whole = lds.state();
    assertThat(fed(registrations, lds, REGISTRATION))
        .contains("so it is no blank of profile " + REGISTRATION, "keep it apart");
    unchanged(lds, whole);
    assertThat(onRecord()).containsExactly("ISSUED", "ISSUED", "QUARANTINED", "QUARANTINED");
  }

  @Test
  void somebody_elses_card() throws Exception {
    assertThat(fed(permits, VirtualCard.blank(CardKind.FOREIGN), PERMIT))
        .contains("so it is no blank of profile " + PERMIT, "keep it apart");
    assertThat(onRecord()).containsExactly("ISSUED", "QUARANTINED");
  }

  @Test
  void a_card_of_ours_that_was_issued_stays_on_record_as_issued() throws Exception {
    station.issuesAGoodCardOn("permits", PERMIT);
    VirtualCard issued = permits.take(Duration.ofSeconds(20)).orElseThrow();
    Map<String, String> before = CardRecord.of(folder);
    onRecordAnew = 0;
    assertThat(fed(permits, issued, PERMIT)).contains("on record as issued", "take it out");
    assertThat(issued.state().isFinished()).isTrue();
    assertThat(CardRecord.of(folder)).containsAllEntriesOf(before);
    assertThat(onRecord()).containsExactly("ISSUED", "ISSUED");
  }
}
