package org.countersign.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Links over Paho, to Debian's mosquitto and to peers that misbehave. */
@Timeout(120)
class MqttLinkIT {

  @TempDir Path folder;
  private final FakeUser user = new FakeUser();

  @Test
  void whatIsPublishedArrivesAndWhatIsRetainedIsKeptForLater() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    FakeUser later = new FakeUser();
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        MqttLink link = start(user, broker.uri(), "client-7")) {
      user.await("up");
      user.say(FakeUser.message("hello"));
      user.say(new ApplicationMessage("user/hears/it", "kept".getBytes(UTF_8), 1, true));
      FakeUser.await(user.heard, "kept");
      assertThat(user.heard).containsExactly("hello", "kept");
      try (MqttLink second = start(later, broker.uri(), "client-8")) {
        FakeUser.await(later.heard, "kept");
        assertThat(later.heard).containsExactly("kept");
      }
      // DISCONNECT was sent, so the farewell comes and the will does not.
      FakeUser.await(user.heard, "farewell");
      assertThat(user.heard).containsExactly("hello", "kept", "farewell");
    }
  }

  @Test
  void aUserWhoFailsCostsTheConnectionAndNotTheLink() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        MqttLink link = start(user, broker.uri(), "client-7")) {
      user.await("up");
      user.chokes = true;
      user.say(FakeUser.message("hello"));
      assertThat(user.await("lost"))
          .isEqualTo("lost: unexpected: java.lang.IllegalStateException: choked");
      await(() -> user.told.stream().filter("up"::equals).count() == 2);
      user.say(FakeUser.message("again"));
      FakeUser.await(user.heard, "again");
    }
  }

  @Test
  void aConnectionThatIsAbortedLeavesItsWill() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        MqttLink link = start(user, broker.uri(), "client-7")) {
      user.await("up");
      CountDownLatch accepted = new CountDownLatch(1);
      MqttConnection other =
          new PahoConnector(config(broker.uri()), "client-8")
              .open(
                  broker.uri(),
                  FakeUser.message("gone"),
                  new Counted(accepted, new CountDownLatch(1)));
      assertThat(accepted.await(30, TimeUnit.SECONDS)).isTrue();
      other.abort();
      assertThat(other.awaitEnd(Duration.ofSeconds(20))).isTrue();
      FakeUser.await(user.heard, "gone");
    }
  }

  private PrivateMosquitto strictBroker() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    return PrivateMosquitto.startStrict(folder, "user/hears/#", "user/hears/b");
  }

  @Test
  void aBrokerThatRefusesAWishIsOfUseAllTheSame() throws Exception {
    user.wishes = List.of("user/wishes/a", "user/hears/b", "user/wishes/c");
    try (PrivateMosquitto broker = strictBroker();
        MqttLink link = start(user, broker.uri(), "client-7")) {
      user.await("up");
      assertThat(user.told)
          .containsExactly("refused: user/wishes/a", "refused: user/wishes/c", "up");
      user.say(FakeUser.message("hello"));
      FakeUser.await(user.heard, "hello");
    }
  }

  @Test
  void aBrokerThatRefusesWhatIsNeededIsLeft() throws Exception {
    user.filters = List.of("user/hears/#", "user/needs");
    user.wishes = List.of("user/hears/b");
    try (PrivateMosquitto broker = strictBroker();
        MqttLink link = start(user, broker.uri(), "client-7")) {
      user.await("lost: the broker refused the subscription to user/needs");
      assertThat(user.met).contains(Trouble.NOT_AUTHORIZED);
      assertThat(user.told).doesNotContain("up");
    }
  }

  @Test
  void aPeerThatClosesBeforeConnackAThousandTimesCostsNoThread() throws Exception {
    AtomicInteger closed = new AtomicInteger();
    try (ServerSocket server = listen()) {
      Thread peer =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (!server.isClosed()) {
                  closeEarly(server, closed);
                }
              });
      for (int round = 0; round < 25; round++) {
        fortyTries(config(uri(server)));
      }
      assertThat(closed).hasValueGreaterThanOrEqualTo(1_000);
      await(() -> pahoThreads("client-7") == 0);
      server.close();
      peer.join(Duration.ofSeconds(10));
    }
  }

  @Test
  void aPeerThatNeverAnswersConnectIsGivenUpAndLeavesNoThread() throws Exception {
    try (ServerSocket server = listen();
        MqttLink link = start(user, uri(server), "client-7")) {
      Socket first = server.accept();
      assertThat(first.getInputStream().read()).isEqualTo(0x10); // CONNECT
      user.await("lost: no CONNACK within 3 s");
      Socket second = server.accept();
      assertThat(second.getInputStream().read()).isEqualTo(0x10);
      assertThat(first.getInputStream().readAllBytes()).isNotEmpty(); // and then its end
      first.close();
      second.close();
    }
    await(() -> pahoThreads("client-7") == 0);
  }

  private static MqttLink start(FakeUser user, URI broker, String clientId) {
    BrokerConfig config = config(broker);
    return user.start(config, new PahoConnector(config, clientId));
  }

  private static BrokerConfig config(URI broker) {
    return new BrokerConfig(
        List.of(broker),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3));
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
  }

  private static URI uri(ServerSocket server) {
    return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
  }

  /** By turns an orderly end and a reset, at once and after CONNECT came. */
  private static void closeEarly(ServerSocket server, AtomicInteger closed) {
    try (Socket socket = server.accept()) {
      int turn = closed.getAndIncrement();
      if (turn % 2 == 1) {
        socket.setSoLinger(true, 0);
      }
      if (turn % 4 >= 2) {
        socket.setSoTimeout(2_000);
        socket.getInputStream().read();
      }
    } catch (IOException over) {
      // The client gave up first, or the test is over.
    }
  }

  /** Side by side, since each takes as long as the socket's patience. */
  private static void fortyTries(BrokerConfig config) throws Exception {
    CountDownLatch ended = new CountDownLatch(40);
    List<MqttConnection> connections = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      PahoConnector connector = new PahoConnector(config, "client-7");
      for (int j = 0; j < 8; j++) {
        connections.add(
            connector.open(
                config.addresses().getFirst(),
                FakeUser.message("gone"),
                new Counted(new CountDownLatch(1), ended)));
      }
    }
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    for (MqttConnection connection : connections) {
      connection.abort();
    }
    for (MqttConnection connection : connections) {
      assertThat(connection.awaitEnd(Duration.ofSeconds(20))).isTrue();
    }
  }

  /** Counts beginnings and ends. */
  private record Counted(CountDownLatch beginnings, CountDownLatch ends)
      implements MqttConnection.Events {
    @Override
    public void accepted() {
      beginnings.countDown();
    }

    @Override
    public void subscribed() {}

    @Override
    public void refused(String filter) {}

    @Override
    public void drained() {}

    @Override
    public void arrived(String topic, byte[] payload) {}

    @Override
    public void ended(String reason) {
      ends.countDown();
    }
  }

  private static long pahoThreads(String client) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("MQTT") && t.getName().endsWith(client))
        .count();
  }

  private static void await(BooleanSupplier holds) {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline)
          .as("in time, " + Thread.getAllStackTraces().keySet())
          .isNegative();
      LockSupport.parkNanos(5_000_000);
    }
  }
}
