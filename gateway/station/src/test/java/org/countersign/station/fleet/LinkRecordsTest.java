package org.countersign.station.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.countersign.mqtt.BackOff;
import org.countersign.mqtt.FakeBroker;
import org.countersign.protocol.records.RecordAck;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.station.jobs.FleetStatus.Link;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records on the link's loop, on a clock that the test moves. */
class LinkRecordsTest {

  private static final String RECORDS = "countersign/v1/records/chaoyang/station-7";
  private static final String ACKS = "countersign/v1/acks/chaoyang/station-7";

  @TempDir Path folder;
  private final FakeStation station = new FakeStation();
  private final FakeBroker broker = new FakeBroker();
  private final FakeOutbox outbox = new FakeOutbox();
  private long nanos = Long.MAX_VALUE - 1_000; // The clock may wrap.
  private LinkLoop loop;

  @BeforeEach
  void prepare() {
    station.device("encoder-1", "online");
    station.onChange(() -> loop.link().changed());
    FleetConfig config =
        FleetConfig.plain(URI.create("tcp://broker.example"), "chaoyang", "station-7");
    loop =
        new LinkLoop(
            config,
            broker,
            station,
            Runnable::run,
            BdSeqStore.in(folder.resolve("bdseq")),
            new BackOff(FleetLink.FIRST_BACK_OFF, FleetLink.LONGEST_BACK_OFF, new Random(3)),
            Optional.of(outbox),
            () -> nanos,
            () -> Instant.ofEpochMilli(1_700_000_000_000L));
  }

  @Test
  void recordsFollowTheBirthsAndItsAnswersAreSubscribed() throws Exception {
    outbox.write(3);
    online();
    assertThat(broker.last().wishes).containsExactly(ACKS);
    assertThat(broker.last().topics())
        .containsExactly(
            "spBv1.0/chaoyang/NBIRTH/station-7",
            "spBv1.0/chaoyang/DBIRTH/station-7/encoder-1",
            RECORDS);
    assertThat(RecordCodec.batch(batches().get(0)).records()).hasSize(3);
  }

  @Test
  void aReportThatIsDueGoesBeforeTheBacklog() throws Exception {
    outbox.write(2_000);
    online();
    pass(Duration.ofSeconds(2));
    station.issued(9);
    run();
    assertThat(broker.last().topics().getLast()).isEqualTo("spBv1.0/chaoyang/NDATA/station-7");
    run();
    assertThat(broker.last().topics().getLast()).isEqualTo(RECORDS);
  }

  @Test
  void theBacklogLeavesTheLineFree() throws Exception {
    outbox.write(2_000);
    online();
    run();
    assertThat(batches()).hasSize(1);
    int bytes = 0;
    long end = nanos + Duration.ofSeconds(60).toNanos();
    while (end - nanos > 0) {
      pass(Duration.ofNanos(Math.max(1_000_000, loop.link().untilNext())));
      run();
      long last = RecordCodec.batch(batches().getLast()).records().getLast().sequence();
      if (last > outbox.acknowledged) {
        arrive(new RecordAck(1, last, Optional.empty(), Optional.empty()));
      }
    }
    for (byte[] batch : batches()) {
      bytes += batch.length;
    }
    assertThat(outbox.acknowledged).isEqualTo(2_000);
    assertThat(bytes).isLessThan(60 * 17 * 1_024);
  }

  @Test
  void nothingIsSentWhileTheBrokerIsBehind() throws Exception {
    online();
    outbox.write(1);
    broker.last().outstanding = 1;
    station.ring();
    run();
    assertThat(batches()).isEmpty();
    broker.last().outstanding = 0;
    broker.last().events.drained();
    run();
    assertThat(batches()).hasSize(1);
  }

  @Test
  void anIdleLinkDoesNotSpin() throws Exception {
    online();
    run();
    assertThat(Duration.ofNanos(loop.link().untilNext())).isGreaterThan(Duration.ofSeconds(29));
    outbox.write(1);
    station.ring();
    run();
    assertThat(batches()).hasSize(1);
    arrive(new RecordAck(1, 1, Optional.empty(), Optional.empty()));
    pass(Duration.ofSeconds(2));
    run();
    assertThat(Duration.ofNanos(loop.link().untilNext()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(28));
  }

  @Test
  void anAcknowledgementOfWhatThereIsNotIsCountedLikeACommand() throws Exception {
    outbox.write(2);
    online();
    arrive(new RecordAck(1, 3, Optional.empty(), Optional.empty()));
    assertThat(loop.status().refusedCommands()).isEqualTo(1);
    assertThat(outbox.acknowledged).isZero();
    arrive(new RecordAck(1, 2, Optional.empty(), Optional.empty()));
    assertThat(outbox.acknowledged).isEqualTo(2);
  }

  @Test
  void aLedgerThatDoesNotAnswerCostsRecordsTheirTurnAndNotTheLink() throws Exception {
    outbox.write(2);
    outbox.broken = true;
    online();
    assertThat(loop.status().link()).isEqualTo(Link.ONLINE);
    assertThat(batches()).isEmpty();
    assertThat(Duration.ofNanos(loop.link().untilNext()))
        .isBetween(Duration.ofSeconds(4), RecordLink.AGAIN);
    outbox.broken = false;
    pass(RecordLink.AGAIN);
    run();
    assertThat(batches()).hasSize(1);
  }

  @Test
  void aCardThatIsNotProvenIsSettledLater() throws Exception {
    outbox.write(1);
    online();
    outbox.unproven = true;
    arrive(new RecordAck(1, 1, Optional.empty(), Optional.empty()));
    int settled = outbox.settled;
    run();
    assertThat(outbox.settled).isEqualTo(settled);
    outbox.unproven = false;
    pass(RecordLink.AGAIN);
    run();
    run();
    assertThat(outbox.settled).isEqualTo(settled + 1);
  }

  @Test
  void aBrokerThatRefusesTheAnswersHearsTheStationAndGetsNoRecords() throws Exception {
    outbox.write(3);
    onlineWithoutAnswers();
    assertThat(broker.last().topics())
        .containsExactly(
            "spBv1.0/chaoyang/NBIRTH/station-7", "spBv1.0/chaoyang/DBIRTH/station-7/encoder-1");
    assertThat(loop.status().link()).isEqualTo(Link.ONLINE);
    assertThat(loop.status().detail()).contains("refuses", ACKS);
    pass(Duration.ofSeconds(2));
    station.issued(9);
    run();
    assertThat(broker.last().topics().getLast()).isEqualTo("spBv1.0/chaoyang/NDATA/station-7");
    assertThat(loop.status().detail()).contains("refuses", ACKS);
    assertThat(batches()).isEmpty();
    assertThat(loop.link().untilNext()).isPositive();
  }

  @Test
  void aBrokerThatAllowsTheAnswersInTheNextSessionGetsTheRecords() throws Exception {
    outbox.write(3);
    onlineWithoutAnswers();
    broker.last().events.ended("cut");
    run();
    pass(Duration.ofSeconds(3));
    online();
    assertThat(loop.status().detail()).isEmpty();
    assertThat(batches()).hasSize(1);
  }

  private void onlineWithoutAnswers() throws InterruptedException {
    run();
    broker.last().events.accepted();
    run();
    broker.last().events.refused(ACKS);
    broker.last().events.subscribed();
    run();
  }

  @Test
  void aDiskThatHangsKeepsTheLinkFromNothingAndIsAskedOneThingAtATime() throws Exception {
    outbox.write(3);
    online();
    outbox.hangs = true;
    arrive(new RecordAck(1, 1, Optional.empty(), Optional.empty()));
    arrive(new RecordAck(1, 2, Optional.empty(), Optional.empty()));
    assertThat(outbox.acknowledged).isEqualTo(1);
    pass(Duration.ofSeconds(2));
    station.issued(9);
    run();
    assertThat(broker.last().topics().getLast()).isEqualTo("spBv1.0/chaoyang/NDATA/station-7");
    broker.last().events.ended("cut");
    run();
    pass(Duration.ofSeconds(3));
    online();
    run();
    assertThat(outbox.hanging).hasSize(1);
    outbox.hanging.getFirst().complete(false);
    pass(RecordLink.AGAIN);
    run();
    assertThat(outbox.acknowledged).isEqualTo(2);
    assertThat(outbox.hanging).hasSize(2);
  }

  @Test
  void whatCouldNotBeWrittenDownIsSaidAgainLater() throws Exception {
    outbox.write(1);
    online();
    outbox.hangs = true;
    arrive(new RecordAck(1, 1, Optional.empty(), Optional.empty()));
    outbox.hanging.getFirst().completeExceptionally(new IllegalStateException("disk"));
    run();
    run();
    assertThat(outbox.hanging).hasSize(1);
    outbox.hangs = false;
    pass(Duration.ofNanos(loop.link().untilNext()));
    run();
    int settled = outbox.settled;
    pass(RecordLink.AGAIN);
    run();
    assertThat(settled).isEqualTo(outbox.settled).isEqualTo(3);
  }

  @Test
  void aNewConnectionSendsAgainWhatWasNotAcknowledged() throws Exception {
    outbox.write(5);
    online();
    broker.last().events.ended("cut");
    run();
    pass(Duration.ofSeconds(3)); // Long before an answer would be missed.
    online();
    assertThat(broker.connections).hasSize(2);
    assertThat(batches()).hasSize(1);
    assertThat(RecordCodec.batch(batches().get(0)).previous()).isZero();
  }

  private void online() throws InterruptedException {
    run();
    broker.last().events.accepted();
    run();
    broker.last().events.subscribed();
    run();
  }

  private void run() throws InterruptedException {
    loop.link().turn();
  }

  private void arrive(RecordAck ack) throws InterruptedException {
    broker.last().events.arrived(ACKS, RecordCodec.encode(ack));
    run();
  }

  private List<byte[]> batches() {
    return broker.last().payloads(RECORDS);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }
}
