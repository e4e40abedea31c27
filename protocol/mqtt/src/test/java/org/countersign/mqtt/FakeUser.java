package org.countersign.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A user that says what the test puts into its mouth and keeps what it is told. */
final class FakeUser implements LinkUser {

  /** It hears what it says, if the broker tells it. */
  static final String TOPIC = "user/hears/said";

  private static final ArrivalLimits ROOM = new ArrivalLimits(32, 1_000, 4_000);
  private static final long LIMIT = Duration.ofSeconds(30).toNanos();

  final List<String> told = new CopyOnWriteArrayList<>();
  final List<Trouble> met = new CopyOnWriteArrayList<>();
  final List<String> heard = new CopyOnWriteArrayList<>();
  final BlockingQueue<ApplicationMessage> toSay = new LinkedBlockingQueue<>();
  List<String> filters = List.of("user/hears/#");
  List<String> wishes = List.of();
  int dropped;
  int openings;
  Duration wait = Duration.ZERO;
  volatile boolean chokes;
  private LinkCycle link;

  void uses(LinkCycle cycle) {
    link = cycle;
  }

  /** Runs a link for this user, with quick tries. */
  MqttLink start(BrokerConfig config, MqttConnection.Connector connector) {
    BackOff quick = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
    Ticker ticker = new Ticker(System::nanoTime);
    uses(new LinkCycle(config, connector, quick, ROOM, ticker, this));
    return MqttLink.start("user", link);
  }

  void say(ApplicationMessage message) {
    toSay.add(message);
    link.changed();
  }

  /** The first it is told that begins so. */
  String await(String beginning) {
    return await(told, beginning);
  }

  static String await(List<String> lines, String beginning) {
    long start = System.nanoTime();
    while (lines.stream().noneMatch(line -> line.startsWith(beginning))) {
      assertThat(System.nanoTime() - start)
          .as("%s in time, %s", beginning, lines)
          .isLessThan(LIMIT);
      LockSupport.parkNanos(2_000_000);
    }
    return lines.stream().filter(line -> line.startsWith(beginning)).findFirst().orElseThrow();
  }

  @Override
  public Opening opening() {
    openings++;
    return new Opening(message("gone"), filters, wishes);
  }

  static ApplicationMessage message(String text) {
    return ApplicationMessage.passing(TOPIC, text.getBytes(UTF_8), 1);
  }

  @Override
  public void up() {
    told.add("up");
  }

  @Override
  public void refused(String filter) {
    told.add("refused: " + filter);
  }

  @Override
  public void arrived(String topic, byte[] payload) {
    if (chokes) {
      chokes = false;
      throw new IllegalStateException("choked");
    }
    heard.add(new String(payload, UTF_8));
  }

  @Override
  public void dropped(int count) {
    dropped += count;
  }

  @Override
  public void changed() {
    told.add("changed");
  }

  @Override
  public void lineFree() {
    for (ApplicationMessage next = toSay.poll(); next != null; next = toSay.poll()) {
      link.publish(next);
    }
  }

  @Override
  public long nextDue() {
    return System.nanoTime() + Duration.ofHours(1).toNanos();
  }

  @Override
  public void farewell() {
    link.publish(message("farewell"));
  }

  @Override
  public void met(Trouble trouble) {
    met.add(trouble);
  }

  @Override
  public void lost(String reason, Duration next) {
    told.add("lost: " + reason);
    wait = next;
  }

  @Override
  public void stopped(String reason) {
    told.add("stopped: " + reason);
  }
}
