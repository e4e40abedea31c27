package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.countersign.personalization.JobState;
import org.countersign.protocol.records.RecordAck;
import org.countersign.protocol.records.RecordBatch;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.station.fleet.BdSeqStore;
import org.countersign.station.fleet.FleetConfig;
import org.countersign.station.fleet.FleetLink;
import org.countersign.station.fleet.FleetSource;
import org.countersign.station.fleet.Relay;
import org.countersign.station.fleet.Watcher;
import org.countersign.station.jobs.EventFeed.Subscription;
import org.countersign.station.jobs.FleetStatus;
import org.countersign.station.ledger.JobJournal;
import org.countersign.station.ledger.LedgerFixture;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records from a real ledger over Debian's mosquitto to a small centre, and back. */
@Timeout(180)
class RecordsIT {

  @TempDir Path folder;
  private LedgerFixture fixture;
  private PrivateMosquitto broker;
  private int cards;

  @BeforeEach
  void start() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    broker = PrivateMosquitto.start(folder);
    fixture = new LedgerFixture(folder);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    broker.close();
  }

  @Test
  void cardsReachTheCentreBehindTheBirthAndTheirJobsBecomeReported() throws Exception {
    issue(150);
    try (SmallCentre centre = new SmallCentre(broker.uri());
        FleetLink link = link(broker.uri())) {
      await(() -> reported() == 150);
      requireAll(centre, 150);
      assertThat(centre.firstTopics().get(0)).isEqualTo("spBv1.0/chaoyang/NBIRTH/station-7");
      issue(1);
      await(() -> reported() == 151);
      requireAll(centre, 151);
      assertThat(link.status().refusedCommands()).isZero();
    }
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  @Test
  void aCentreThatComesLateAndAnswersSlowlyGetsEveryRecordOnce() throws Exception {
    issue(300);
    try (FleetLink link = link(broker.uri())) {
      await(() -> link.status().reports() > 1);
      assertThat(reported()).isZero();
      try (SmallCentre centre = new SmallCentre(broker.uri())) {
        centre.pause();
        issue(20);
        await(() -> centre.waiting() > 0);
        assertThat(reported()).isZero();
        centre.resume();
        await(() -> reported() == 320);
        requireAll(centre, 320);
      }
    }
  }

  @Test
  void aBrokerThatIsKilledAndALinkThatIsCutCostNoRecord() throws Exception {
    try (Relay relay = new Relay(broker.port());
        SmallCentre centre = new SmallCentre(broker.uri())) {
      FleetLink link = link(relay.uri());
      try {
        issue(40);
        await(() -> reported() > 0);
        issue(200);
        relay.cut();
        issue(50);
        await(() -> reported() == 290);
        issue(100);
        broker.kill();
        issue(30);
        broker.restart();
        centre.reconnect();
        await(() -> reported() == 420);
        requireAll(centre, 420);
      } finally {
        link.close();
      }
    }
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  @Test
  void aStationThatStartsAnewGoesOnWhereItWas() throws Exception {
    issue(30);
    try (SmallCentre centre = new SmallCentre(broker.uri())) {
      try (FleetLink first = link(broker.uri())) {
        await(() -> reported() == 30);
        centre.mute(); // What is acknowledged from now on does not come back.
        issue(10);
        await(() -> centre.stored().size() == 40);
        assertThat(first.status().refusedCommands()).isZero();
      }
      assertThat(reported()).isEqualTo(30);
      fixture.close();
      fixture = new LedgerFixture(folder);
      centre.unmute();
      issue(5);
      try (FleetLink second = link(broker.uri())) {
        await(() -> reported() == 45);
        requireAll(centre, 45);
        assertThat(second.status().refusedCommands()).isZero();
      }
    }
  }

  @Test
  void aCentreThatWasPutBackGetsEveryRecordAgainByteForByte() throws Exception {
    try (SmallCentre centre = new SmallCentre(broker.uri())) {
      try (FleetLink link = link(broker.uri())) {
        issue(300);
        await(() -> reported() == 300);
        byte[] before = bytes(centre.stored());
        centre.putBack(20);
        issue(1); // With it the centre sees what it lacks.
        await(() -> centre.stored().size() == 301);
        assertThat(bytes(centre.stored().subList(0, 300))).isEqualTo(before);
        await(() -> reported() == 301);
        requireAll(centre, 301);
        assertThat(link.status().refusedCommands()).isZero();
      }
      byte[] before = bytes(centre.stored());
      fixture.close();
      fixture = new LedgerFixture(folder);
      centre.putBack(0);
      issue(1);
      try (FleetLink second = link(broker.uri())) {
        await(() -> centre.stored().size() == 302);
        assertThat(bytes(centre.stored().subList(0, 301))).isEqualTo(before);
        requireAll(centre, 302);
        assertThat(second.status().refusedCommands()).isZero();
      }
    }
    assertThat(fixture.ledger.outbox().after(0, 1_000)).hasSize(302);
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  private static byte[] bytes(List<StationRecord> records) {
    return RecordCodec.encode(new RecordBatch("station-7", 1, 0, 0, 0, records));
  }

  @Test
  void anAcknowledgementOfWhatWasNeverSentReportsNothing() throws Exception {
    try (SmallCentre centre = new SmallCentre(broker.uri());
        FleetLink link = link(broker.uri())) {
      centre.mute();
      issue(3);
      await(() -> centre.stored().size() == 3);
      long beyond = fixture.ledger.outbox().newest() + 1;
      centre.say(RecordCodec.encode(new RecordAck(1, beyond, Optional.empty(), Optional.empty())));
      centre.say(new byte[] {7, 7, 7});
      await(() -> link.status().refusedCommands() == 2);
      assertThat(reported()).isZero();
    }
  }

  @Test
  void aBrokerThatRefusesTheAnswersHearsTheStationAndTheRecordsWait() throws Exception {
    try (PrivateMosquitto strict =
            PrivateMosquitto.startStrict(
                Files.createDirectory(folder.resolve("strict")),
                "spBv1.0/#",
                "spBv1.0/chaoyang/NCMD/station-7",
                "spBv1.0/chaoyang/DCMD/station-7/+");
        Watcher watcher = new Watcher(strict.uri(), "watcher");
        FleetLink link = link(strict.uri())) {
      watcher.next("NBIRTH");
      issue(3);
      await(() -> link.status().link() == FleetStatus.Link.ONLINE);
      assertThat(link.status().detail()).contains("refuses", "countersign/v1/acks/");
      assertThat(link.status().sessions()).isEqualTo(1);
      assertThat(reported()).isZero();
    }
    try (SmallCentre centre = new SmallCentre(broker.uri());
        FleetLink link = link(broker.uri())) {
      await(() -> reported() == 3);
      requireAll(centre, 3);
      assertThat(link.status().detail()).isEmpty();
    }
  }

  // ---- help

  private FleetLink link(java.net.URI at) {
    return FleetLink.start(
        FleetConfig.plain(at, "chaoyang", "station-7"),
        new Still(),
        Optional.of(new LedgerOutbox(fixture.ledger.outbox(), () -> 1)),
        BdSeqStore.in(folder.resolve("bdseq")),
        InstantSource.system());
  }

  /** A station of which nothing is to be told, but which rings at every record. */
  private final class Still implements FleetSource {

    @Override
    public NodeImage snapshot() {
      return NodeImage.EMPTY;
    }

    @Override
    public Subscription onChange(Runnable listener) {
      java.util.function.Consumer<org.countersign.station.jobs.StationEvent> of =
          event -> listener.run();
      fixture.ledger.listen(of);
      return () -> fixture.ledger.forget(of);
    }
  }

  private void issue(int count) {
    for (int i = 0; i < count; i++) {
      String job = "job-" + ++cards;
      String chip = "%08X".formatted(cards);
      fixture.accept(job);
      JobJournal journal =
          fixture.advance(
              job,
              chip,
              JobState.OPENED,
              JobState.AUTHENTICATING,
              JobState.SIGNED,
              JobState.WRITING,
              JobState.READ_BACK,
              JobState.ACTIVATING);
      LedgerFixture.issue(journal, chip);
    }
  }

  private long reported() {
    return fixture.ledger.list(Optional.empty(), 1_000, java.util.Set.of(JobState.REPORTED)).size();
  }

  private static void requireAll(SmallCentre centre, int count) {
    List<String> jobs = new ArrayList<>();
    for (StationRecord record : centre.stored()) {
      assertThat(record.content()).isInstanceOf(RecordContent.Issuance.class);
      jobs.add(((RecordContent.Issuance) record.content()).job());
    }
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      expected.add("job-" + i);
    }
    assertThat(jobs).isEqualTo(expected);
    assertThat(centre.alarms()).isEmpty();
  }

  private static void await(BooleanSupplier holds) {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("in time").isNegative();
      LockSupport.parkNanos(20_000_000);
    }
  }
}
