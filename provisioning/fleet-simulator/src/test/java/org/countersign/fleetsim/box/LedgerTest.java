package org.countersign.fleetsim.box;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private final Ledger ledger = new Ledger(1, true);
  private final Ledger other = new Ledger(1, true);

  @Test
  void aRecordThatDiffersMakesEveryLaterHashAnotherOne() {
    ledger.append(card("one"), 1_000);
    other.append(card("another"), 1_000);
    ledger.append(card("two"), 2_000);
    other.append(card("two"), 2_000);
    assertThat(hashes(ledger)).doesNotContainAnyElementsOf(hashes(other));
  }

  @Test
  void recordsThatAreNotSentLeaveGapsInTheSequence() {
    ledger.append(card("one"), 1_000);
    ledger.pass(8);
    ledger.append(card("two"), 2_000);
    assertThat(ledger.after(0, 9)).extracting(StationRecord::sequence).containsExactly(1L, 10L);
    assertThat(ledger.after(1, 9)).extracting(StationRecord::sequence).containsExactly(10L);
    assertThat(ledger.after(0, 1)).hasSize(1);
    assertThat(ledger.newest()).isEqualTo(10);
  }

  @Test
  void whatIsAcknowledgedIsGoneAndAnOldAcknowledgementChangesNothing() {
    ledger.append(card("one"), 1_000);
    ledger.append(card("two"), 2_000);
    assertThat(ledger.oldest(9_000)).isEqualTo(1_000);
    ledger.acknowledge(2);
    ledger.acknowledge(1);
    assertThat(ledger.backlog()).isZero();
    assertThat(ledger.acknowledged()).isEqualTo(2);
    assertThat(ledger.oldest(9_000)).isEqualTo(9_000);
  }

  private static List<String> hashes(Ledger of) {
    return of.after(0, 9).stream().map(StationRecord::hash).toList();
  }

  private static RecordContent.Issuance card(String job) {
    return new RecordContent.Issuance(job, "U1", "04", "residence-permit");
  }
}
