package org.countersign.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cycle on a clock that the test moves, with a broker that does what the test says. */
class LinkCycleTest {

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);
  private static final ArrivalLimits ROOM = new ArrivalLimits(32, 1_000, 4_000);

  private final FakeBroker broker = new FakeBroker();
  private final FakeUser user = new FakeUser();
  private long nanos = Long.MAX_VALUE - 1_000; // The clock may wrap.
  private LinkCycle link = link("tcp://broker.example");

  LinkCycleTest() {
    user.uses(link);
  }

  @Test
  void theUserIsServedAfterTheLastSuback() throws Exception {
    user.toSay.add(FakeUser.message("hello"));
    link.turn();
    assertThat(broker.last().will.payload()).isEqualTo("gone".getBytes(UTF_8));
    broker.last().events.accepted();
    link.turn();
    assertThat(broker.last().filters).containsExactly("user/hears/#");
    assertThat(user.told).isEmpty();
    broker.last().events.subscribed();
    link.turn();
    assertThat(user.told).containsExactly("up");
    assertThat(broker.last().payloads(FakeUser.TOPIC)).containsExactly("hello".getBytes(UTF_8));
  }

  @Test
  void aWishThatIsRefusedIsToldBeforeTheLinkIsUpAndCostsNothing() throws Exception {
    user.wishes = List.of("user/wishes");
    link.turn();
    broker.last().events.accepted();
    link.turn();
    assertThat(broker.last().filters).containsExactly("user/hears/#");
    assertThat(broker.last().wishes).containsExactly("user/wishes");
    broker.last().events.refused("user/wishes");
    broker.last().events.subscribed();
    link.turn();
    assertThat(user.told).containsExactly("refused: user/wishes", "up");
    assertThat(broker.last().aborted).isFalse();
  }

  @Test
  void whatArrivesIsHeardInOrderAlsoBeforeTheLastSuback() throws Exception {
    link.turn();
    broker.last().events.accepted();
    arrive("one");
    link.turn();
    broker.last().events.subscribed();
    arrive("two");
    arrive("three");
    link.turn();
    assertThat(user.heard).containsExactly("one", "two", "three");
  }

  @Test
  void theLineIsNotFreeBeforeEverythingHasLeft() throws Exception {
    online();
    broker.last().slow = true;
    user.toSay.add(FakeUser.message("one"));
    link.turn();
    user.toSay.add(FakeUser.message("two"));
    link.turn();
    assertThat(broker.last().published).hasSize(1);
    broker.last().outstanding = 0;
    broker.last().events.drained();
    link.turn();
    assertThat(broker.last().published).hasSize(2);
  }

  @Test
  void aBrokerThatTakesNothingForTwoKeepAlivesIsLeft() throws Exception {
    online();
    broker.last().slow = true;
    user.toSay.add(FakeUser.message("one"));
    link.turn();
    pass(KEEP_ALIVE.multipliedBy(2).minusSeconds(1));
    link.turn();
    assertThat(broker.last().aborted).isFalse();
    pass(Duration.ofSeconds(1));
    link.turn();
    assertThat(broker.last().aborted).isTrue();
    assertThat(user.told).endsWith("lost: the broker took nothing for 60 s");
  }

  @Test
  void aMessageThatIsNotTakenEndsTheConnection() throws Exception {
    online();
    broker.last().takesUntilBroken = 0;
    user.toSay.add(FakeUser.message("one"));
    link.turn();
    assertThat(broker.last().aborted).isTrue();
    assertThat(user.told).endsWith("lost: too many publishes in progress (32202)");
  }

  @Test
  void silenceInsteadOfConnackIsGivenUpInTime() throws Exception {
    link.turn();
    pass(Duration.ofSeconds(19));
    link.turn();
    assertThat(broker.last().aborted).isFalse();
    pass(Duration.ofSeconds(1));
    link.turn();
    assertThat(broker.last().aborted).isTrue();
    assertThat(user.told).containsExactly("lost: no CONNACK within 20 s");
  }

  @Test
  void silenceInsteadOfSubackIsGivenUpInTime() throws Exception {
    link.turn();
    broker.last().events.accepted();
    link.turn();
    pass(Duration.ofSeconds(20));
    link.turn();
    assertThat(user.told).containsExactly("lost: no SUBACK within 20 s");
  }

  @Test
  void whatATryMetIsToldInAWord() throws Exception {
    link.turn();
    pass(Duration.ofSeconds(20));
    link.turn();
    pass(Duration.ofSeconds(60));
    link.turn();
    broker.last().events.ended(Trouble.NOT_AUTHORIZED, "not connected: 5");
    link.turn();
    pass(Duration.ofSeconds(60));
    online();
    broker.last().events.ended("connection lost");
    link.turn();
    assertThat(user.met).containsExactly(Trouble.SILENT, Trouble.NOT_AUTHORIZED, Trouble.CLOSED);
  }

  @Test
  @Timeout(20)
  void aWakeIsATurnAndNoChange() throws Exception {
    online();
    link.wake();
    link.awaitTurn();
    assertThat(user.told).containsExactly("up");
  }

  @Test
  void whatAnOldConnectionSaysLateIsNotHeard() throws Exception {
    online();
    FakeBroker.Connection old = broker.last();
    old.events.ended("connection lost");
    link.turn();
    pass(Duration.ofSeconds(60));
    online();
    old.events.ended("connection lost, again");
    old.events.arrived("user/hears/this", "late".getBytes(UTF_8));
    link.turn();
    assertThat(user.told).containsExactly("up", "lost: connection lost", "up");
    assertThat(user.heard).isEmpty();
  }

  @Test
  void everyTryAsksTheUserAnewAndWaitsLongerUntilASessionHasLivedHalfAMinute() throws Exception {
    for (int i = 0; i < 8; i++) {
      online();
      broker.last().events.ended("connection lost");
      link.turn();
      pass(Duration.ofSeconds(60));
    }
    assertThat(user.openings).isEqualTo(8);
    assertThat(user.wait).isGreaterThan(Duration.ofSeconds(14));
    online();
    pass(LinkCycle.PROVEN);
    broker.last().events.ended("connection lost");
    link.turn();
    assertThat(user.wait).isLessThanOrEqualTo(Duration.ofSeconds(2));
    assertThat(Duration.ofNanos(link.untilNext())).isEqualTo(user.wait);
  }

  @Test
  void severalBrokersAreWalkedInTheirOrderAndWaitsGrowFromRoundToRoundAlone() throws Exception {
    link = link("tcp://a.example", "tcp://b.example", "tcp://c.example");
    user.uses(link);
    for (int round = 0; round < 6; round++) {
      for (String next : List.of("a", "b", "c")) {
        link.turn();
        assertThat(broker.tried.getLast()).hasHost(next + ".example");
        assertThat(link.broker()).hasHost(next + ".example");
        broker.last().events.ended("connection refused");
        link.turn();
        Duration most = Duration.ofSeconds(next.equals("c") ? 2L << round : 2);
        assertThat(user.wait).isBetween(most.dividedBy(4), most);
        pass(user.wait);
      }
    }
    assertThat(broker.tried).hasSize(18);
  }

  @Test
  void aBrokerThatIsLostAfterALongSessionIsLeftForTheNext() throws Exception {
    link = link("tcp://a.example", "tcp://b.example");
    user.uses(link);
    online();
    pass(LinkCycle.PROVEN);
    broker.last().events.ended("connection lost");
    link.turn();
    pass(Duration.ofSeconds(2));
    link.turn();
    assertThat(broker.tried.getLast()).hasHost("b.example");
  }

  @Test
  void whatCannotEvenBeTriedIsTriedAgain() throws Exception {
    broker.refusesToTry = true;
    link.turn();
    assertThat(user.told).containsExactly("lost: ca.pem is missing");
    broker.refusesToTry = false;
    pass(Duration.ofSeconds(60));
    online();
    assertThat(link.isUp()).isTrue();
  }

  @Test
  void theUserMayLeaveABrokerAndComesBackLater() throws Exception {
    online();
    link.disconnect("not wanted here");
    assertThat(broker.last().disconnected).isTrue();
    assertThat(broker.last().aborted).isFalse();
    assertThat(user.told).endsWith("lost: not wanted here");
    pass(Duration.ofSeconds(60));
    online();
    assertThat(broker.connections).hasSize(2);
  }

  @Test
  void aStopSaysFarewellAndOnlyThenDisconnect() throws Exception {
    online();
    broker.last().slow = true;
    link.stop();
    link.turn();
    assertThat(broker.last().payloads(FakeUser.TOPIC)).containsExactly("farewell".getBytes(UTF_8));
    assertThat(broker.last().disconnected).isFalse();
    broker.last().outstanding = 0;
    broker.last().events.drained();
    link.turn();
    assertThat(broker.last().disconnected).isTrue();
    assertThat(user.told).endsWith("stopped: ");
    assertThat(link.isStopped()).isTrue();
  }

  @Test
  void aStopDoesNotWaitForABrokerThatTakesNothing() throws Exception {
    online();
    broker.last().slow = true;
    link.stop();
    link.turn();
    pass(LinkCycle.LEAVE_WITHIN);
    link.turn();
    assertThat(link.isStopped()).isTrue();
  }

  @Test
  void aStopBeforeConnackEndsAtOnce() throws Exception {
    link.turn();
    link.stop();
    link.turn();
    assertThat(broker.last().aborted).isTrue();
    assertThat(link.isStopped()).isTrue();
  }

  @Test
  void aFloodIsBoundedByMessagesAndBytesAndCounted() throws Exception {
    online();
    for (int i = 0; i < 10_000; i++) {
      arrive("");
    }
    link.turn();
    assertThat(user.heard).hasSize(ROOM.messages());
    assertThat(user.dropped).isEqualTo(10_000 - ROOM.messages());
    broker.last().events.arrived("user/hears/this", new byte[ROOM.payload() + 1]);
    for (int i = 0; i < 5; i++) {
      broker.last().events.arrived("user/hears/this", new byte[ROOM.payload()]);
    }
    link.turn();
    assertThat(user.heard).hasSize(ROOM.messages() + 4);
    assertThat(user.dropped).isEqualTo(10_000 - ROOM.messages() + 2);
    assertThat(link.isUp()).isTrue();
  }

  @Test
  void aRingIsHeardOnceAlsoWithoutAConnection() throws Exception {
    broker.refusesToTry = true;
    link.turn();
    link.changed();
    link.changed();
    link.turn();
    assertThat(user.told).endsWith("lost: ca.pem is missing", "changed");
  }

  @Test
  void aConfigurationThatCannotBeMeantIsRefusedWithTheReason() {
    assertThatThrownBy(() -> BrokerConfig.plain(URI.create("mqtt://broker.example")))
        .hasMessage("broker: tcp://host[:port] or ssl://host[:port] is needed");
    assertThatThrownBy(() -> BrokerConfig.plain(URI.create("ssl://broker.example")))
        .hasMessageStartingWith("tls is needed for ssl://");
    assertThatThrownBy(() -> link("tcp://a.example", "ssl://b.example"))
        .hasMessageStartingWith("tls is needed for ssl://");
    assertThatThrownBy(() -> link()).hasMessage("brokers: 1 to 8 are needed, found 0");
    assertThatThrownBy(() -> new ApplicationMessage("a", new byte[0], 2, false))
        .hasMessage("QoS 0 or 1 is needed, found 2");
    assertThatThrownBy(() -> new ArrivalLimits(1, 10, 9)).hasMessageContaining("largest payload");
  }

  private LinkCycle link(String... brokers) {
    return new LinkCycle(
        new BrokerConfig(
            Stream.of(brokers).map(URI::create).toList(),
            Optional.empty(),
            Optional.empty(),
            KEEP_ALIVE,
            Duration.ofSeconds(20)),
        broker,
        new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(60), new Random(3)),
        ROOM,
        new Ticker(() -> nanos),
        user);
  }

  private void online() throws InterruptedException {
    link.turn();
    broker.last().events.accepted();
    link.turn();
    broker.last().events.subscribed();
    link.turn();
  }

  private void arrive(String text) {
    broker.last().events.arrived("user/hears/this", text.getBytes(UTF_8));
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }
}
