package org.countersign.protocol.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.protocol.records.RecordAck.Missing;
import org.countersign.protocol.records.RecordAck.Refusal;
import org.countersign.protocol.records.RecordReceiver.Answer;
import org.countersign.protocol.records.RecordReceiver.Finding;
import org.countersign.protocol.records.RecordSender.Outcome;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.junit.jupiter.api.Test;

/** Sender and receiver by hand: order, gaps, and stations that are not what they were. */
class RecordsTest {

  private static final EdgeNodeDescriptor STATION = new EdgeNodeDescriptor("chaoyang", "station-7");
  private static final String TOPIC = "countersign/v1/records/chaoyang/station-7";
  private static final RecordSender.Pace PACE =
      new RecordSender.Pace(2, 4_096, 3, 1_000, 8_000, 1 << 20);

  private final MemoryLedger ledger = new MemoryLedger();
  private final MemoryStore store = new MemoryStore();
  private final RecordReceiver receiver = new RecordReceiver(store);
  private RecordSender sender = sender(ledger);
  private long now;

  private static RecordSender sender(MemoryLedger of) {
    return new RecordSender("station-7", of, PACE);
  }

  @Test
  void theTopicsAreThoseOfTheStation() {
    assertThat(RecordTopics.records(STATION)).isEqualTo(TOPIC);
    assertThat(RecordTopics.acks(STATION)).isEqualTo("countersign/v1/acks/chaoyang/station-7");
    assertThat(RecordTopics.stationOf(TOPIC)).hasValue(STATION);
    for (String other : List.of("", TOPIC + "/x", "countersign/v1/records/a", "spBv1.0/a/b/c")) {
      assertThat(RecordTopics.stationOf(other)).as(other).isEmpty();
    }
  }

  @Test
  void everyKindOfRecordComesThroughTheCodec() throws Exception {
    String hash = "0f".repeat(32);
    List<RecordContent> all =
        List.of(
            new RecordContent.Issuance("job-1", "CS1", "04a1", "residence-permit"),
            new RecordContent.Revocation("job-1", "CS1", "04a1", "LOST"),
            new RecordContent.AuditHead(2, 700, 1_700_000_000_000L, hash, "0abc", "3045"),
            new RecordContent.Alarm("disk", "", true, "the disk is full"),
            new RecordContent.Acceptance("station", true, "CS0", hash),
            new RecordContent.Unknown());
    List<StationRecord> records = new ArrayList<>();
    for (RecordContent content : all) {
      records.add(new StationRecord(3L + records.size(), hash, 5, content));
    }
    RecordBatch batch = new RecordBatch("station-7", 2, 1, 2, records);
    assertThat(RecordCodec.batch(RecordCodec.encode(batch))).isEqualTo(batch);
    RecordAck ack =
        new RecordAck(2, 9, Optional.of(new Missing(9, 12)), Optional.of(Refusal.OLD_EPOCH));
    assertThat(RecordCodec.ack(RecordCodec.encode(ack))).isEqualTo(ack);
  }

  @Test
  void whatIsNoBatchIsRefused() {
    assertThatThrownBy(() -> RecordCodec.batch(new byte[RecordCodec.MOST_BATCH_BYTES + 1]))
        .isInstanceOf(MalformedRecordException.class);
    assertThatThrownBy(() -> RecordCodec.batch(new byte[] {7, 7}))
        .isInstanceOf(MalformedRecordException.class);
    StationRecord record = ledger.write("a");
    assertThatThrownBy(() -> new RecordBatch("s", 1, 0, record.sequence(), List.of(record)))
        .hasMessageContaining("rising");
    assertThat(receiver.received(TOPIC, new byte[] {7, 7}).findings().get(0))
        .isInstanceOf(Finding.Malformed.class);
  }

  @Test
  void recordsAreStoredInOrderAndAcknowledged() {
    write(5);
    sender.connected(now);
    assertThat(answer(batch())).isEqualTo(new Outcome.Acknowledged(4));
    assertThat(answer(batch())).isEqualTo(new Outcome.Acknowledged(8));
    assertThat(answer(batch())).isEqualTo(new Outcome.Acknowledged(10));
    assertThat(sender.next(now += 100)).isEmpty();
    assertThat(sender.nextAt()).isEqualTo(Long.MAX_VALUE);
    assertThat(store.of(STATION, 1).keySet()).containsExactly(2L, 4L, 6L, 8L, 10L);
  }

  @Test
  void aRepeatedBatchIsAcknowledgedAndStoredOnce() {
    write(2);
    sender.connected(now);
    RecordBatch batch = batch();
    receive(batch);
    Answer again = receive(batch);
    assertThat(again.ack().orElseThrow().through()).isEqualTo(4);
    assertThat(again.findings()).isEmpty();
    assertThat(store.appended).isEqualTo(2);
  }

  @Test
  void aGapIsAskedForAndTheSenderGoesBackOnce() {
    write(6);
    sender.connected(now);
    RecordBatch lost = batch();
    Answer second = receive(batch());
    Answer third = receive(batch());
    assertThat(second.ack().orElseThrow().missing()).hasValue(new Missing(0, 4));
    acknowledged(second);
    assertThat(batch()).isEqualTo(lost);
    acknowledged(third);
    assertThat(batch().previous()).isEqualTo(4);
  }

  @Test
  void theWindowIsBoundedAndSentAgainWithoutAnAnswerMoreAndMoreSlowly() {
    write(20);
    sender.connected(now);
    int batches = 0;
    List<Long> firstSentAt = new ArrayList<>();
    while (now < 60_000) {
      Optional<RecordBatch> batch = sender.next(now);
      if (batch.isPresent()) {
        batches++;
        if (batch.get().previous() == 0) {
          firstSentAt.add(now / 100 * 100);
        }
      }
      now += 50;
    }
    assertThat(firstSentAt.subList(0, 5)).containsExactly(0L, 1_000L, 3_000L, 7_000L, 15_000L);
    assertThat(firstSentAt.get(6) - firstSentAt.get(5)).isBetween(7_900L, 8_200L);
    // Three at first, then one at a time.
    assertThat(batches).isEqualTo(2 + firstSentAt.size());
    assertThat(sender.nextAt()).isGreaterThan(now - 8_000);
  }

  @Test
  void aReconnectSendsAgainWhatWasNotAcknowledged() {
    write(4);
    sender.connected(now);
    RecordBatch first = batch();
    sender.lost();
    assertThat(sender.next(now += 10_000)).isEmpty();
    assertThat(sender.nextAt()).isEqualTo(Long.MAX_VALUE);
    sender.connected(now);
    assertThat(batch()).isEqualTo(first);
  }

  @Test
  void aRestartedStationThatForgotAcknowledgementsCatchesUpByTheAnswer() {
    write(6);
    sender.connected(now);
    answer(batch());
    answer(batch());
    sender = sender(ledger); // Nothing of it was kept.
    sender.connected(now);
    assertThat(answer(batch())).isEqualTo(new Outcome.Acknowledged(8));
    assertThat(batch().previous()).isEqualTo(8);
  }

  @Test
  void anAcknowledgementOfWhatThereIsNotIsIgnored() {
    write(2);
    sender.connected(now);
    batch();
    assertThat(acknowledged(new RecordAck(1, 6, Optional.empty(), Optional.empty())))
        .isInstanceOf(Outcome.Ignored.class);
    assertThat(acknowledged(new RecordAck(2, 4, Optional.empty(), Optional.empty())))
        .isInstanceOf(Outcome.Ignored.class);
    assertThat(sender.received(new byte[] {7, 7}, now)).isInstanceOf(Outcome.Ignored.class);
    assertThat(sender.acknowledged()).isZero();
    assertThat(acknowledged(new RecordAck(1, 4, Optional.empty(), Optional.empty())))
        .isEqualTo(new Outcome.Acknowledged(4));
    assertThat(acknowledged(new RecordAck(1, 2, Optional.empty(), Optional.empty())))
        .isEqualTo(new Outcome.Ignored(""));
  }

  // ---- stations that are not what they were

  @Test
  void aLedgerThatWasPutBackAndWentOnIsRefused() {
    write(2);
    MemoryLedger backup = ledger.copy();
    write(2);
    sendAll(ledger);
    backup.write("another job");
    assertThat(sendAll(backup)).isEqualTo(new Outcome.Refused(Refusal.FORKED));
    assertThat(store.of(STATION, 1)).hasSize(4);
  }

  @Test
  void aLedgerThatWasPutBackAndWentFurtherIsRefused() {
    write(2);
    sendAll(ledger);
    ledger.keepAcknowledged(4);
    MemoryLedger backup = ledger.copy();
    write(1);
    sendAll(ledger);
    for (int i = 0; i < 9; i++) {
      backup.write("other " + i);
      backup.outbox.remove(6L); // Its record of that number is one that is not sent.
    }
    assertThat(sendAll(backup)).isEqualTo(new Outcome.Refused(Refusal.FORKED));
  }

  @Test
  void anOlderEpochIsRefusedAndANewerOneBegins() {
    write(2);
    MemoryLedger old = ledger.copy();
    ledger.epoch = 2;
    sendAll(ledger);
    old.write("x");
    assertThat(sendAll(old)).isEqualTo(new Outcome.Refused(Refusal.OLD_EPOCH));
    old.epoch = 3; // The authority began it anew.
    assertThat(sendAll(old)).isEqualTo(new Outcome.Acknowledged(6));
    assertThat(store.of(STATION, 3)).hasSize(3);
  }

  @Test
  void aRefusedSenderTriesAgainRarely() {
    write(2);
    sender.connected(now);
    batch();
    acknowledged(new RecordAck(9, 0, Optional.empty(), Optional.of(Refusal.OLD_EPOCH)));
    assertThat(sender.refusal()).hasValue(Refusal.OLD_EPOCH);
    assertThat(sender.next(now + 7_900)).isEmpty();
    assertThat(sender.next(now + 8_100)).isPresent();
  }

  @Test
  void aRefusalOfAnEpochThatIsOverChangesNothing() {
    ledger.epoch = 2;
    write(2);
    sender.connected(now);
    batch();
    assertThat(acknowledged(new RecordAck(1, 4, Optional.empty(), Optional.of(Refusal.FORKED))))
        .isInstanceOf(Outcome.Ignored.class);
    assertThat(sender.refusal()).isEmpty();
    assertThat(acknowledged(new RecordAck(2, 4, Optional.empty(), Optional.empty())))
        .isEqualTo(new Outcome.Acknowledged(4));
  }

  @Test
  void aForkOfAnotherEpochAndAnOldEpochThatIsOursAreNotForThisStation() {
    write(2);
    sender.connected(now);
    batch();
    for (RecordAck stray :
        List.of(
            new RecordAck(2, 4, Optional.empty(), Optional.of(Refusal.FORKED)),
            new RecordAck(1, 4, Optional.empty(), Optional.of(Refusal.OLD_EPOCH)))) {
      assertThat(acknowledged(stray)).isInstanceOf(Outcome.Ignored.class);
      assertThat(sender.refusal()).isEmpty();
    }
    assertThat(acknowledged(new RecordAck(1, 4, Optional.empty(), Optional.empty())))
        .isEqualTo(new Outcome.Acknowledged(4));
  }

  @Test
  void aBatchOfAnotherStationIsRefused() {
    write(1);
    RecordSender other = new RecordSender("station-8", ledger, PACE);
    other.connected(now);
    Answer answer = receive(other.next(now).orElseThrow());
    assertThat(answer.ack()).isEmpty();
    assertThat(answer.findings().get(0)).isInstanceOf(Finding.Malformed.class);
    assertThat(store.appended).isZero();
  }

  @Test
  void aStoreThatWasPutBackSaysWhatItLacksAndGoesOn() {
    write(4);
    sendAll(ledger);
    ledger.keepAcknowledged(8);
    write(1);
    RecordReceiver empty = new RecordReceiver(new MemoryStore());
    sender = sender(ledger);
    sender.connected(now);
    Answer answer = empty.received(TOPIC, RecordCodec.encode(batch()));
    assertThat(answer.findings().get(0)).isEqualTo(new Finding.Lost(STATION, 0, 8));
    assertThat(answer.ack().orElseThrow().through()).isEqualTo(10);
  }

  @Test
  void aStoreThatWasPutBackGetsAgainWhatTheStationStillHas() {
    ledger.keptBeyond = 0;
    Restored centre = restored();
    assertThat(centre.findings()).noneMatch(Finding.Lost.class::isInstance);
    assertThat(centre.store().of(STATION, 1).keySet()).containsExactly(2L, 4L, 6L, 8L, 10L);
    assertThat(sender.acknowledged()).isEqualTo(10);
  }

  @Test
  void aStoreThatWasPutBackLosesWhatTheStationHasCutAndNoMore() {
    ledger.keptBeyond = 4;
    Restored centre = restored();
    assertThat(centre.findings())
        .filteredOn(Finding.Lost.class::isInstance)
        .containsExactly(new Finding.Lost(STATION, 0, 4));
    assertThat(centre.store().of(STATION, 1).keySet()).containsExactly(6L, 8L, 10L);
  }

  @Test
  void aStoreThatWasPutBackGetsAgainInANewEpochToo() {
    ledger.keptBeyond = 0;
    write(2);
    sendAll(ledger);
    ledger.epoch = 2;
    write(2); // They went to the centre that is no more.
    ledger.keepAcknowledged(8);
    write(1);
    assertThat(sendAll(ledger)).isEqualTo(new Outcome.Acknowledged(10));
    assertThat(store.of(STATION, 2).keySet()).containsExactly(6L, 8L, 10L);
  }

  private record Restored(MemoryStore store, List<Finding> findings) {}

  /** Four records went to a store that is no more, of which the station knows; one follows. */
  private Restored restored() {
    write(4);
    sendAll(ledger);
    ledger.keepAcknowledged(8);
    write(1);
    Restored centre = new Restored(new MemoryStore(), new ArrayList<>());
    RecordReceiver empty = new RecordReceiver(centre.store());
    sender = sender(ledger);
    sender.connected(now);
    for (Optional<RecordBatch> next = sender.next(now += 10);
        next.isPresent();
        next = sender.next(now += 10)) {
      Answer answer = empty.received(TOPIC, RecordCodec.encode(next.get()));
      centre.findings().addAll(answer.findings());
      var ignored = acknowledged(answer);
    }
    return centre;
  }

  @Test
  void whatIsCutBeforeOrAfterItIsAskedForAgainIsToldAsCut() {
    ledger.keptBeyond = 2;
    write(3);
    sendAll(ledger);
    ledger.keepAcknowledged(6);
    acknowledged(new RecordAck(1, 0, Optional.of(new Missing(0, 6)), Optional.empty()));
    assertThat(sender.acknowledged()).isEqualTo(2);
    ledger.keptBeyond = Long.MAX_VALUE;
    ledger.keepAcknowledged(6);
    write(1);
    RecordBatch batch = batch();
    assertThat(batch.cut()).isEqualTo(6);
    assertThat(batch.previous()).isEqualTo(6);
  }

  @Test
  void aStoreThatAsksAgainStillKnowsAForkInWhatItHas() {
    MemoryLedger other = ledger.copy();
    ledger.keptBeyond = 0;
    write(3);
    sendAll(ledger);
    write(2);
    ledger.keepAcknowledged(8); // As another centre has it; this one asks.
    assertThat(sendAll(ledger)).isEqualTo(new Outcome.Acknowledged(10));
    for (int i = 0; i < 5; i++) {
      other.write("other " + i);
    }
    assertThat(sendAll(other)).isEqualTo(new Outcome.Refused(Refusal.FORKED));
  }

  @Test
  void aLateAnswerThatAsksAgainCostsARepetitionAndNoMore() {
    ledger.keptBeyond = 0;
    write(3);
    sendAll(ledger);
    ledger.keepAcknowledged(6);
    acknowledged(new RecordAck(1, 2, Optional.of(new Missing(2, 4)), Optional.empty()));
    assertThat(answer(batch())).isEqualTo(new Outcome.Acknowledged(6));
    assertThat(sender.next(now += 10)).isEmpty();
    assertThat(store.appended).isEqualTo(3);
  }

  @Test
  void aStoreThatWasPutBackSaysWhatItLacksInANewEpochToo() {
    write(2);
    sendAll(ledger);
    ledger.epoch = 2;
    write(2); // They went to the centre that is no more.
    ledger.keepAcknowledged(8);
    write(1);
    sender = sender(ledger);
    sender.connected(now);
    Answer answer = receive(batch());
    assertThat(answer.findings().get(0)).isEqualTo(new Finding.Lost(STATION, 4, 8));
    assertThat(answer.ack().orElseThrow().through()).isEqualTo(10);
  }

  @Test
  void aNewEpochOfALedgerThatWasPutBackLacksNothing() {
    write(2);
    MemoryLedger backup = ledger.copy();
    write(2);
    sendAll(ledger);
    backup.epoch = 2;
    backup.keepAcknowledged(4);
    backup.write("x");
    sender = sender(backup);
    sender.connected(now);
    assertThat(receive(batch()).findings()).noneMatch(Finding.Lost.class::isInstance);
  }

  // ---- help

  private void write(int records) {
    for (int i = 0; i < records; i++) {
      ledger.write("job " + i);
    }
  }

  private RecordBatch batch() {
    now += 10;
    return sender.next(now).orElseThrow();
  }

  private Answer receive(RecordBatch batch) {
    return receiver.received(TOPIC, RecordCodec.encode(batch));
  }

  private Outcome answer(RecordBatch batch) {
    return acknowledged(receive(batch));
  }

  private Outcome acknowledged(Answer answer) {
    return acknowledged(answer.ack().orElseThrow());
  }

  private Outcome acknowledged(RecordAck ack) {
    return sender.received(RecordCodec.encode(ack), now);
  }

  /** The last outcome of a station that sends all it has. */
  private Outcome sendAll(MemoryLedger of) {
    sender = sender(of);
    sender.connected(now);
    Outcome last = new Outcome.Ignored("nothing was sent");
    for (Optional<RecordBatch> next = sender.next(now += 10);
        next.isPresent();
        next = sender.next(now += 10)) {
      last = answer(next.get());
    }
    return last;
  }
}
