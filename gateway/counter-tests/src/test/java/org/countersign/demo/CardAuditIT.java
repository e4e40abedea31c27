package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.demo.CardAudit.Account;
import org.countersign.demo.CardAudit.Fate;
import org.countersign.personalization.keys.Secret;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.app.Gateway;
import org.countersign.station.client.StationClient;
import org.countersign.station.commands.IssueRun;
import org.countersign.station.config.StationConfig;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.suite.SignatureSuite;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit of the drivers' proof finds every way in which cards and ledger can differ. */
final class CardAuditIT {

  private static final String ENCODER = "encoder-1";
  private static final int CARDS = 2;

  @TempDir Path folder;

  private final List<VirtualCard> cards = new ArrayList<>();
  private final Map<String, Map<String, String>> applicants = new HashMap<>();
  private StationFolder station;
  private StationConfig config;

  @BeforeAll
  static void examplesOfTheCheckout() {
    System.setProperty(
        "countersign.examples", Path.of("../examples").toAbsolutePath().normalize().toString());
  }

  @BeforeEach
  void issue() throws Exception {
    SignatureSuite suite = SignatureSuite.ICAO_P256;
    station =
        StationFolder.create(
            folder.resolve("station"), suite, 0, Optional.empty(), Clock.systemUTC());
    station.addVirtualEncoder(ENCODER, Product.RESIDENCE_PERMIT, CARDS, ENCODER);
    CardTray.named(ENCODER).clear();
    Applicants written =
        Applicants.write(
            Examples.file(Product.RESIDENCE_PERMIT),
            folder.resolve("applications.jsonl"),
            CARDS,
            suite.suiteName());
    applicants.putAll(written.all());
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    try (Gateway gateway = Gateway.start(station.path())) {
      config = gateway.config();
      String token = Files.readString(config.http().tokenFile()).strip();
      try (StationClient client =
          new StationClient(
              URI.create("http://127.0.0.1:" + gateway.port()),
              Secret.of(token.getBytes(StandardCharsets.UTF_8)))) {
        Terminal terminal = Terminal.plain(nowhere, nowhere);
        assertThat(
                new IssueRun(client, terminal, Duration.ofSeconds(60), job -> {})
                    .run(written.file())
                    .isGood())
            .isTrue();
      }
    }
    cards.addAll(CardTray.named(ENCODER).presented());
  }

  private Account account() throws Exception {
    var pile = cards.iterator();
    BlankPile blanks = new BlankPile(pile::next);
    cards.forEach(card -> assertThat(blanks.take()).isSameAs(card));
    try (Ledger ledger = DriverRun.ledger(config)) {
      InspectionDesk desk =
          new InspectionDesk(Product.RESIDENCE_PERMIT, station, Clock.systemUTC());
      return new CardAudit(ledger, blanks, desk, applicants).account();
    }
  }

  @Test
  void a_station_whose_cards_add_up_has_no_faults() throws Exception {
    cards.add(blank());

    Account account = account();

    assertThat(account.faults()).isEmpty();
    assertThat(account.cards()).isEqualTo(Map.of(Fate.ISSUED, CARDS, Fate.BLANK, 1));
    assertThat(account.verified()).isEqualTo(CARDS);
    assertThat(account.used()).isEqualTo(CARDS);
  }

  @Test
  void a_card_that_is_gone_is_missed() throws Exception {
    cards.removeFirst();

    assertThat(account().faults())
        .anyMatch(fault -> fault.equals("1 card(s) ISSUED, 2 on record"))
        .anyMatch(fault -> fault.contains("0 valid card(s), on record as issued: true"));
  }

  @Test
  void a_card_that_was_written_and_is_not_on_record_is_found() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    cards.addAll(
        IssuedCards.virtual(elsewhere, SignatureSuite.ICAO_P256, 1).cards().stream()
            .map(IssuedCards.Card::chip)
            .toList());

    assertThat(cards).hasSize(CARDS + 1);
    assertThat(account().faults()).anyMatch(fault -> fault.contains("not on record"));
  }

  @Test
  void two_cards_of_one_applicant_are_found() throws Exception {
    cards.add(cards.getFirst());

    assertThat(account().faults()).anyMatch(fault -> fault.endsWith("has 2 valid cards"));
  }

  @Test
  void an_applicant_whom_the_ledger_does_not_know_is_found() throws Exception {
    applicants.put("nobody-1", Map.of());

    assertThat(account().faults())
        .containsExactly("nobody-1 has no card, and nothing on record says why");
  }

  @Test
  void a_card_with_another_serial_than_its_jobs_does_not_verify() throws Exception {
    applicants.replaceAll((id, data) -> applicants.values().iterator().next());

    assertThat(account().faults()).anyMatch(fault -> fault.contains("does not verify"));
  }

  private VirtualCard blank() {
    return VirtualCard.make(
        CardSpec.blank(CardKind.LDS)
            .withMasterKey(Bytes.hex(station.blankKey(Product.RESIDENCE_PERMIT)), true));
  }
}
