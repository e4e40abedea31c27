package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import org.countersign.simulator.CardState;
import org.countersign.station.client.JobStatus;
import org.countersign.station.jobs.Stock;

/** Compares what the station says of cards and jobs with what is in the chips. */
final class Truth {

  private static final int TRANSPORT_KEY = 0x30;
  private static final int ISSUER_KEY = 0x31;

  private final Counter counter;
  private final LedgerCards ledger;

  private Truth(Counter counter, LedgerCards ledger) {
    this.counter = counter;
    this.ledger = ledger;
  }

  /** Every card and every serial, once no card is in hand. */
  static Truth holds(Counter counter) throws Exception {
    Path file = counter.ledgerFile();
    Truth truth = new Truth(counter, LedgerCards.read(file));
    for (WatchedCard card : counter.cards()) {
      truth.ofCard(card);
    }
    truth.ofStock();
    assertThat(truth.ledger.serials()).as("serials").doesNotHaveDuplicates();
    return truth;
  }

  /** What is on record of a card; BLANK if it was never opened for a job. */
  String stateOf(WatchedCard card) {
    return ledger.of(card).map(LedgerCards.Entry::state).orElse("BLANK");
  }

  private void ofCard(WatchedCard card) throws Exception {
    CardState chip = card.card().state();
    assertThat(chip.defects()).isEmpty();
    String said = stateOf(card);
    switch (said) {
      case "BLANK", "QUARANTINED" -> {
        assertThat(chip.isFinished()).as(said).isFalse();
        assertThat(chip.files()).as(said).isEmpty();
        assertThat(chip.keyVersion()).as(said).isEqualTo(TRANSPORT_KEY);
      }
      case "SPOILED" -> assertThat(chip.isFinished()).as(said).isFalse();
      case "ISSUED" -> {
        assertThat(chip.isFinished()).as(said).isTrue();
        assertThat(chip.keyVersion()).as(said).isEqualTo(ISSUER_KEY);
        issued(card, ledger.of(card).orElseThrow().job().orElseThrow());
      }
      // Only reading it can tell, and nothing else may be said of it.
      case "IN_DOUBT" -> {}
      default -> throw new AssertionError("a card is left " + said);
    }
  }

  /** An inspection system reads the card that the API says was issued, by what it says of it. */
  private void issued(WatchedCard card, String id) throws Exception {
    JobStatus job = counter.job(id);
    InspectionDesk desk = new InspectionDesk(Counter.PERMIT, counter.station, Clock.systemUTC());
    String serial = job.serial().orElseThrow();
    assertThat(desk.inspect(card.card(), serial, counter.applicant(id)).verdict())
        .as("card of " + id)
        .isEqualTo("good");
  }

  private void ofStock() throws Exception {
    Stock stock = counter.api().stock();
    long blank = counter.cards().stream().filter(c -> stateOf(c).equals("BLANK")).count();
    assertThat(stock.inProcess()).isZero();
    assertThat(stock.issued() + stock.spoiled() + stock.quarantined() + stock.inDoubt() + blank)
        .as("cards on the counter; %s", stock)
        .isEqualTo(counter.cards().size());
  }
}
