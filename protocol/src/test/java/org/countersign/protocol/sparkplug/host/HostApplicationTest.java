package org.countersign.protocol.sparkplug.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.countersign.protocol.sparkplug.HostState;
import org.countersign.protocol.sparkplug.MessageType;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.junit.jupiter.api.Test;

/** What a host does where the specification leaves it open, and what strangers can do to it. */
class HostApplicationTest extends HostFixture {

  @Test
  void aBirthTellsEveryMetricWithTypeValueAndTime() {
    born();
    HostEvent.NodeBorn birth = out.event(HostEvent.NodeBorn.class);
    assertThat(birth.node()).isEqualTo(edge.node);
    assertThat(birth.bdSeq()).isEqualTo(3);
    assertThat(birth.metrics()).hasSize(3);
    assertThat(birth.definitions().size()).isEqualTo(3);
    int place = birth.definitions().index("Cards/Issued");
    assertThat(birth.definitions().type(place)).isEqualTo(MetricType.UINT64);
    assertThat(out.event(HostEvent.DeviceBorn.class).device()).isEqualTo("encoder-1");
  }

  @Test
  void numbersAreReadUnderTheTypeThatTheBirthNamed() {
    hear(
        edge.nodeBirth(0, 0, edge.metric("Celsius", MetricType.INT32, MetricValue.of(4L))),
        edge.nodeData(1, edge.metric("Celsius", MetricType.INT32, MetricValue.of(-1L))));
    Metric metric = out.event(HostEvent.Changed.class).metrics().get(0);
    assertThat(metric.value()).isEqualTo(MetricValue.of(-1L));
    assertThat(metric.type()).hasValue(MetricType.INT32);
  }

  @Test
  void historyIsMarkedAsHistory() {
    born();
    Metric now = edge.count("Cards/Issued", 4);
    Metric then =
        new Metric(
            now.name(),
            now.alias(),
            now.type(),
            now.value(),
            now.timestamp(),
            true,
            now.properties());
    hear(edge.nodeData(2, then));
    assertThat(out.event(HostEvent.Changed.class).metrics().get(0).historical()).isTrue();
  }

  @Test
  void theWillOfASessionThatIsOverKillsNobody() {
    born();
    hear(edge.nodeBirth(4, 0), edge.nodeDeath(3));
    assertThat(out.events(HostEvent.NodeDied.class)).isEmpty();
    assertThat(refusals()).containsExactly(RefusalReason.OLD_DEATH);
    hear(edge.nodeDeath(4), edge.nodeDeath(4));
    assertThat(out.events(HostEvent.NodeDied.class)).hasSize(1);
  }

  @Test
  void dataBeforeBirthAsksForBirthsOnceAndThenLessAndLessOften() {
    List<Long> askedAt = new ArrayList<>();
    for (int second = 0; second < 200; second++) {
      hear(edge.nodeData(second % 256, edge.count("Cards/Issued", second)));
      pass(999);
      if (out.commands().size() > askedAt.size()) {
        askedAt.add(now / 1_000);
      }
    }
    // After 10, 20, 40 and 80 seconds.
    assertThat(askedAt).containsExactly(1L, 11L, 31L, 71L, 151L);
  }

  @Test
  void anAnswerThatDoesNotComeIsAskedForAgain() {
    born();
    hear(edge.nodeData(9, edge.count("Cards/Issued", 6)));
    pass(40_000);
    assertThat(out.commands()).hasSize(3);
    hear(edge.nodeBirth(3, 0));
    pass(3_600_000);
    assertThat(out.commands()).hasSize(3);
  }

  @Test
  void anUnknownMetricAsksForBirthsAndTheKnownOnesAreTaken() {
    born();
    hear(edge.nodeData(2, edge.count("New", 1), edge.count("Cards/Issued", 6)));
    host.tick(now);
    assertThat(out.event(HostEvent.Changed.class).metrics()).hasSize(1);
    assertThat(refusals()).containsExactly(RefusalReason.UNKNOWN_METRIC);
    assertThat(out.commands()).hasSize(1);
  }

  @Test
  void anAliasOfAnotherOwnerIsUnknown() {
    hear(
        edge.nodeBirth(0, 0, edge.aliased("A", 1, 10)),
        edge.deviceBirth("d", 1, edge.aliased("B", 2, 20)),
        edge.deviceData("d", 2, edge.byAlias(1, 11)));
    assertThat(refusals()).containsExactly(RefusalReason.UNKNOWN_ALIAS);
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    born();
    hear(edge.nodeData(2, edge.metric("Cards/Issued", MetricType.STRING, MetricValue.of("six"))));
    assertThat(refusals()).containsExactly(RefusalReason.WRONG_TYPE);
    assertThat(out.events(HostEvent.Changed.class)).isEmpty();
  }

  @Test
  void bytesUnderATypeOfTextAreRefused() {
    hear(edge.nodeBirth(0, 0, edge.metric("T", MetricType.STRING, MetricValue.of("ok"))));
    byte[] data = {
      0x12,
      0x09, // metrics, 9 bytes
      0x0A,
      0x01,
      'T', // name
      (byte) 0x82,
      0x01,
      0x03,
      1,
      2,
      3, // bytes_value, which no type names
      0x18,
      0x01, // seq
    };
    host.received("spBv1.0/chaoyang/NDATA/station-7", data, now);
    assertThat(refusals()).containsExactly(RefusalReason.WRONG_TYPE);
    assertThat(out.events(HostEvent.Changed.class)).isEmpty();
  }

  @Test
  void valuesThatAreNotReadStandUnderTypesWithoutAScalarFormOnly() {
    for (MetricType type : MetricType.values()) {
      assertThat(Birth.fits(type, new MetricValue.Opaque(3)))
          .as(type.name())
          .isEqualTo(type.compareTo(MetricType.DATA_SET) >= 0);
    }
  }

  @Test
  void aReplayedBirthIsNotBelievedAndTheLivingOneAnswers() {
    Edge.Sent recorded = edge.nodeBirth(3, 0, edge.count("Cards/Issued", 5));
    hear(recorded);
    now += 60_000;
    hear(edge.nodeBirth(4, 0, edge.count("Cards/Issued", 50)));
    out.clear();
    hear(recorded, recorded);
    pass(0);
    assertThat(out.events(HostEvent.NodeBorn.class)).isEmpty();
    assertThat(out.event(HostEvent.Stale.class).reason()).isEqualTo(StaleReason.BIRTH_IN_DOUBT);
    assertThat(out.commands()).hasSize(1);
    hear(edge.nodeBirth(4, 0, edge.count("Cards/Issued", 51)));
    assertThat(out.event(HostEvent.NodeBorn.class).bdSeq()).isEqualTo(4);
  }

  @Test
  void aReplayedBirthDoesNotRaiseTheDead() {
    Edge.Sent recorded = edge.nodeBirth(3, 0);
    hear(recorded, edge.nodeDeath(3));
    out.clear();
    hear(recorded);
    pass(600_000);
    assertThat(out.events(HostEvent.NodeBorn.class)).isEmpty();
    assertThat(out.commands()).hasSize(1);
  }

  @Test
  void anEdgeNodeWhoseClockWasSetBackIsBelievedAtItsSecondBirth() {
    now = 10_000_000;
    hear(edge.nodeBirth(3, 0));
    long[] back = {T0 + 1};
    Edge late = new Edge("station-7", () -> java.time.Instant.ofEpochMilli(back[0]));
    hear(late.nodeBirth(4, 0));
    pass(0);
    assertThat(out.events(HostEvent.NodeBorn.class)).hasSize(1);
    assertThat(out.commands()).hasSize(1);
    back[0] += 20;
    hear(late.nodeBirth(4, 0));
    assertThat(out.events(HostEvent.NodeBorn.class)).hasSize(2);
  }

  @Test
  void anNbirthEndsWhatWasKnownOfDevices() {
    born();
    hear(edge.nodeBirth(3, 0), edge.deviceData("encoder-1", 1, edge.count("Steps", 2)));
    assertThat(refusals()).containsExactly(RefusalReason.NOT_BORN);
  }

  // ---- the host comes and goes

  @Test
  void afterARestartSilentNodesAreAskedOneByOneAndThoseThatAnswerByThemselvesAreNot() {
    host = new HostApplication(settings(), clock, out);
    List<Edge> fleet = IntStream.range(0, 4_200).mapToObj(i -> new Edge("s" + i, clock)).toList();
    fleet.forEach(e -> host.restore(new KnownNode(e.node, 7, T0 - 1_000)));
    comeOnline();
    out.clear();
    fleet.subList(0, 200).forEach(e -> hear(e.nodeBirth(8, 0)));
    pass(4_799); // The grace ends at 5 s.
    assertThat(out.commands()).isEmpty();
    List<Integer> aSecond = new ArrayList<>();
    for (int second = 0; second < 30; second++) {
      out.clear();
      pass(1_000);
      for (HostMessage.Command command : out.commands()) {
        String topic = command.topic();
        Edge asked = fleet.get(Integer.parseInt(topic.substring(topic.lastIndexOf('s') + 1)));
        Edge.Sent birth = asked.nodeBirth(7, 0);
        host.received(birth.topic(), birth.bytes(), now);
      }
      aSecond.add(out.commands().size());
    }
    assertThat(aSecond).allMatch(count -> count <= 201);
    assertThat(aSecond.stream().mapToInt(i -> i).sum()).isEqualTo(4_000);
    assertThat(aSecond.subList(0, 21).stream().mapToInt(i -> i).sum()).isEqualTo(4_000);
    assertThat(host.nextTick()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aNodeThatDiedWhileTheHostWasAwayTurnsStale() {
    born();
    host.lost();
    host.connect();
    host.connected(now);
    pass(120_000);
    assertThat(out.event(HostEvent.Stale.class).reason()).isEqualTo(StaleReason.UNANSWERED);
    assertThat(out.commands().size()).isBetween(3, 5);
  }

  @Test
  void whileTheHostIsAwayNothingIsPublishedAndItsReturnRaisesNoStorm() {
    List<Edge> fleet = IntStream.range(0, 500).mapToObj(i -> new Edge("s" + i, clock)).toList();
    fleet.forEach(e -> hear(e.nodeBirth(1, 0, e.count("Cards/Issued", 0))));
    host.lost();
    out.clear();
    pass(60_000);
    assertThat(out.published).isEmpty();
    host.connect();
    host.connected(now);
    out.clear();
    // All of them have gone on meanwhile.
    fleet.forEach(e -> hear(e.nodeData(99, e.count("Cards/Issued", 1))));
    host.tick(now);
    assertThat(out.commands()).isEmpty();
    pass(5_500);
    assertThat(out.commands().size()).isBetween(50, 220);
  }

  @Test
  void requestsThatALostConnectionCutOffDelayNoneOfTheNext() {
    List<Edge> fleet = IntStream.range(0, 4_200).mapToObj(i -> new Edge("s" + i, clock)).toList();
    fleet.forEach(e -> hear(e.nodeBirth(1, 0)));
    for (int connection = 0; connection < 5; connection++) {
      host.connect();
      host.connected(now);
      pass(5_001); // Just beyond the grace: all have a place, the last one 21 s from now.
    }
    host.connect();
    host.connected(now);
    out.clear();
    pass(5_000 + 22_000);
    assertThat(out.commands().stream().map(HostMessage.Command::topic).distinct()).hasSize(4_200);
  }

  @Test
  void aRequestThatCannotBeSentIsMadeAgain() {
    boolean[] broken = {true};
    HostOutput breaking =
        new HostOutput() {
          @Override
          public void event(HostEvent event) {
            out.event(event);
          }

          @Override
          public void publish(HostMessage message) {
            if (broken[0] && message instanceof HostMessage.Command) {
              throw new IllegalStateException("of the output");
            }
            out.publish(message);
          }
        };
    host = new HostApplication(settings(), clock, breaking);
    comeOnline();
    hear(edge.nodeData(9, edge.count("Cards/Issued", 6)));
    assertThatThrownBy(() -> host.tick(now)).hasMessage("of the output");
    assertThat(host.nextTick()).isBetween(now + 1_000, now + 60_000);
    broken[0] = false;
    pass(60_000);
    assertThat(out.commands()).isNotEmpty();
  }

  // ---- strangers

  @Test
  void aMillionMetricsFromOneBoxCostNothing() {
    for (int birth = 0; birth < 200; birth++) {
      Metric[] metrics = new Metric[5_000];
      for (int i = 0; i < metrics.length; i++) {
        metrics[i] = edge.count("metric " + birth + "/" + i, i);
      }
      hear(edge.nodeBirth(birth, 0, metrics));
    }
    assertThat(host.refusals(RefusalReason.TOO_MANY_METRICS)).isEqualTo(200);
    assertThat(host.definitionBytes()).isZero();
    for (int birth = 0; birth < 200; birth++) {
      Metric[] metrics = new Metric[4_000];
      for (int i = 0; i < metrics.length; i++) {
        metrics[i] = edge.count("metric " + birth + "/" + i, i);
      }
      hear(edge.nodeBirth(birth, 0, metrics));
    }
    assertThat(host.definitionBytes()).isLessThan(500_000);
    hear(edge.nodeBirth(0, 0));
    for (int message = 0; message < 1_000; message++) {
      Metric[] metrics = new Metric[1_000];
      for (int i = 0; i < metrics.length; i++) {
        metrics[i] = edge.count("other " + message + "/" + i, i);
      }
      hear(edge.nodeData((message + 1) % 256, metrics));
    }
    assertThat(host.refusals(RefusalReason.UNKNOWN_METRIC)).isEqualTo(1_000);
    assertThat(host.definitionBytes()).isLessThan(500_000);
  }

  @Test
  void aNameOf64KilobytesIsRefused() {
    hear(edge.nodeBirth(0, 0, edge.count("x".repeat(64 * 1024), 1)));
    assertThat(refusals()).containsExactly(RefusalReason.PAYLOAD);
    assertThat(out.event(HostEvent.Refused.class).detail()).doesNotContain("xx");
  }

  @Test
  void devicesNodesAndWaitingMessagesAreBounded() {
    hear(edge.nodeBirth(0, 0));
    for (int i = 0; i < 70; i++) {
      hear(edge.deviceBirth("d" + i, i + 1, edge.count("Steps", 0)));
    }
    assertThat(host.refusals(RefusalReason.TOO_MANY_DEVICES)).isEqualTo(6);
    int next = 71;
    for (int i = 1; i <= HostLimits.DEFAULT.held() + 1; i++) {
      hear(edge.nodeData((next + i) % 256));
    }
    assertThat(out.event(HostEvent.Stale.class).reason()).isEqualTo(StaleReason.SEQUENCE_GAP);
    HostSettings usual = settings();
    HostSettings small =
        new HostSettings(
            "centre-1",
            usual.groups(),
            usual.reorderTimeout(),
            usual.grace(),
            usual.rebirthFirst(),
            usual.rebirthLongest(),
            usual.rebirthsPerSecond(),
            usual.payload(),
            new HostLimits(3, 1, 10, 2_000, 1, 100));
    host = new HostApplication(small, clock, out);
    comeOnline();
    for (int i = 0; i < 9; i++) {
      hear(new Edge("n" + i, clock).nodeBirth(0, 0));
    }
    assertThat(host.nodes()).isEqualTo(3);
    assertThat(host.refusals(RefusalReason.TOO_MANY_NODES)).isEqualTo(6);
  }

  @Test
  void equalBoxesShareTheNamesOfTheirMetrics() {
    born();
    long one = host.definitionBytes();
    for (int i = 0; i < 100; i++) {
      born(new Edge("n" + i, clock), 0);
    }
    assertThat(host.definitionBytes()).isEqualTo(one);
    host.forget(edge.node);
    for (int i = 0; i < 100; i++) {
      host.forget(new Edge("n" + i, clock).node);
    }
    assertThat(host.definitionBytes()).isZero();
    assertThat(host.nodes()).isZero();
  }

  @Test
  void devicesThatComeAndGoLeaveNoNamesBehind() {
    born();
    hear(edge.deviceDeath("encoder-1", 2));
    long without = host.definitionBytes();
    for (int i = 0; i < 20; i++) {
      hear(edge.deviceBirth("encoder-1", 3 + 3 * i, edge.count("only in " + i, 1)));
      hear(edge.deviceBirth("encoder-1", 4 + 3 * i, edge.count("then in " + i, 1)));
      hear(edge.deviceDeath("encoder-1", 5 + 3 * i));
    }
    assertThat(out.events(HostEvent.DeviceDied.class)).hasSize(21);
    assertThat(host.definitionBytes()).isEqualTo(without);
  }

  @Test
  void anIncompleteBirthIsRefusedAndNotAskedForAgain() {
    born();
    out.clear();
    hear(
        edge.sent(
            MessageType.NBIRTH,
            Optional.empty(),
            OptionalInt.of(0),
            List.of(edge.metric("bdSeq", MetricType.INT64, MetricValue.of(4L)))));
    pass(3_600_000);
    assertThat(refusals()).containsExactly(RefusalReason.INCOMPLETE_BIRTH);
    assertThat(out.event(HostEvent.Stale.class).reason()).isEqualTo(StaleReason.BIRTH_REFUSED);
    assertThat(out.commands()).isEmpty();
  }

  @Test
  void whatIsNoMessageOfAnEdgeNodeIsCountedOrPassedOver() {
    out.clear();
    host.received("spBv1.0/STATE/other", new HostState(true, 1).bytes(), now);
    host.received("spBv1.0/chaoyang/NCMD/station-7", new byte[0], now);
    host.received("spBv1.0/chaoyang/DCMD/station-7/d", new byte[0], now);
    assertThat(out.events).isEmpty();
    host.received("spBv1.0/STATE/centre-1", new byte[] {1, 2}, now);
    host.received("spBv1.0/chaoyang/NDATA", new byte[0], now);
    host.received("spBv1.0/chaoyang/NBIRTH/station-7", new byte[] {7, 7, 7}, now);
    assertThat(refusals())
        .containsExactly(RefusalReason.PAYLOAD, RefusalReason.TOPIC, RefusalReason.PAYLOAD);
  }

  @Test
  void noiseNeverThrows() {
    Random random = new Random(7);
    byte[] birth = edge.nodeBirth(0, 0, edge.count("A", 1), edge.aliased("B", 4, 2)).bytes();
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = birth.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        noise[random.nextInt(noise.length)] = (byte) random.nextInt();
      }
      MessageType type = MessageType.values()[random.nextInt(8)];
      String topic = "spBv1.0/g/" + type + "/n" + (type.ofDevice() ? "/d" : "");
      host.received(topic, noise, now++);
      host.tick(now);
    }
    assertThat(host.nodes()).isEqualTo(1);
  }
}
