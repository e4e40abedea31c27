package org.countersign.fleetsim.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.handler.traffic.ChannelTrafficShapingHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.countersign.fleetsim.box.SimulatedStation;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Fault;
import org.countersign.fleetsim.scenario.Stop;
import org.jspecify.annotations.Nullable;

/**
 * A station's link to the broker: connects, connects again, and is struck by what strikes lines.
 * Everything is on the station's own event loop.
 */
final class StationLine implements MqttSession.Listener {

  private static final Duration WITHIN = Duration.ofSeconds(20);

  /** A session that lived so long ends the growing of the back-off, in milliseconds. */
  private static final long PROVEN = 30_000;

  private static final int MOST_BYTES = 64 * 1024;

  /** Least time between two turns, in milliseconds. */
  private static final long TURN = 5;

  /** Messages of one turn; then another station has its turn. */
  private static final int TURNS = 8;

  /** A box starts in so many milliseconds of the scenario. */
  private static final long BOOT = 20_000;

  private static final String SHAPING = "shaping";

  private final SimulatedStation station;
  private final StationReports reports;
  private final FleetLines.Terms terms;
  private final FleetClock clock;
  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final LineTally tally;
  private final SplittableRandom random;
  private final BackOff backOff;

  /** Connections that nobody ended; the broker still believes in them. */
  private final List<Channel> abandoned = new ArrayList<>();

  private @Nullable MqttSession session;
  private @Nullable Channel channel;
  private @Nullable Future<?> turn;
  private @Nullable Future<?> next;
  private boolean ending;
  private long upSince;

  /** A line that has not been tried yet. */
  StationLine(
      SimulatedStation station,
      FleetLines.Terms terms,
      FleetClock clock,
      EventLoop loop,
      Bootstrap bootstrap,
      LineTally tally) {
    this.station = station;
    this.terms = terms;
    this.clock = clock;
    this.loop = loop;
    this.tally = tally;
    this.random = new SplittableRandom(station.identity().number());
    this.backOff = new BackOff(random);
    this.reports =
        new StationReports(
            station,
            new StationReports.Terms(
                terms.least(), terms.primaryHost(), terms.records(), terms.keepAlive()),
            clock);
    this.bootstrap =
        bootstrap
            .clone(loop)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) WITHIN.toMillis())
            .option(ChannelOption.TCP_NODELAY, true);
  }

  /** The loop that everything is on. */
  EventLoop loop() {
    return loop;
  }

  /** The station. For the line's loop. */
  SimulatedStation station() {
    return station;
  }

  /** Begins to live, and connects after a while. Any thread. */
  void start(long delayMillis) {
    loop.execute(() -> {
      tryAgain(delayMillis);
      work();
    });
  }

  // ---- sessions

  private void tryAgain(long millis) {
    if (!ending && session == null) {
      if (next != null) {
        next.cancel(false);
      }
      next = loop.schedule(this::connect, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void connect() {
    if (ending || session != null || !station.isOnline()) {
      return;
    }
    MqttSession fresh =
        new MqttSession(
            new MqttSession.Terms(
                station.identity().node().group() + "/" + station.identity().node().node(),
                terms.keepAlive(),
                WITHIN),
            reports.opening(),
            this);
    session = fresh;
    ChannelFuture connecting = bootstrap.handler(pipeline(fresh)).connect(terms.broker());
    channel = connecting.channel();
    connecting.addListener(done -> {
      if (!done.isSuccess()) {
        ended(fresh, LinkTrouble.of(done.cause()), String.valueOf(done.cause().getMessage()));
      }
    });
  }

  private ChannelInitializer<Channel> pipeline(MqttSession fresh) {
    long keepAlive = terms.keepAlive().toMillis();
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel opened) {
        opened
            .pipeline()
            .addLast(
                new IdleStateHandler(keepAlive, keepAlive * 4 / 5, 0, TimeUnit.MILLISECONDS),
                new MqttDecoder(MOST_BYTES),
                MqttEncoder.INSTANCE,
                fresh);
        station.bytesPerSecond().ifPresent(rate -> slow(opened, rate));
      }
    };
  }

  @Override
  public void up(MqttSession now) {
    if (now == session) {
      tally.connected.incrementAndGet();
      tally.connects.increment();
      upSince = clock.real();
      reports.up();
      work();
    }
  }

  @Override
  public void arrived(String topic, byte[] payload) {
    tally.received.increment();
    if (station.isMute()) {
      return;
    }
    if (reports.arrived(topic, payload) == StationReports.Effect.LEAVE) {
      leave(reports.farewell(), LinkTrouble.STOPPED);
      tryAgain(backOff.next());
    } else {
      workSoon();
    }
  }

  @Override
  public void writable() {
    workSoon();
  }

  @Override
  public void ended(MqttSession gone, String reason) {
    ended(gone, gone.met(), reason);
  }

  private void ended(MqttSession gone, LinkTrouble met, String reason) {
    if (gone != session) {
      return;
    }
    tally.failures.increment();
    terms.troubles().accept(reason);
    drop(met);
    tryAgain(backOff.next());
  }

  /** There is no session any more. The channel's end is not told here. */
  private void drop(LinkTrouble met) {
    MqttSession gone = session;
    if (gone != null) {
      if (gone.isUp()) {
        tally.connected.decrementAndGet();
        if (clock.real() - upSince >= PROVEN) {
          backOff.reset();
        }
      }
      session = null;
      channel = null;
      gone.forget();
      reports.lost(met.word());
    }
  }

  /** The last words of a station that stops, NDEATH and DISCONNECT. */
  private void leave(Stop planned) {
    leave(reports.farewell(planned), LinkTrouble.STOPPED);
  }

  private void leave(List<Letter> last, LinkTrouble why) {
    MqttSession gone = session;
    if (gone != null && gone.isUp()) {
      count(last);
      gone.publish(last);
      drop(why);
      gone.leave();
    } else {
      reset(why);
    }
  }

  /** Ends the connection by RST. */
  private void reset(LinkTrouble why) {
    Channel gone = channel;
    drop(why);
    if (gone != null) {
      reset(gone);
    }
  }

  private static void reset(Channel gone) {
    // The broker may have ended it long ago.
    if (gone.isOpen()) {
      gone.config().setOption(ChannelOption.SO_LINGER, 0);
      var ignored = gone.close();
    }
  }

  /** The connection stays, nothing passes any more, and nobody is told. */
  private void abandon() {
    Channel gone = channel;
    drop(LinkTrouble.UNREACHABLE);
    if (gone != null) {
      gone.config().setAutoRead(false);
      List.copyOf(gone.pipeline().toMap().keySet()).forEach(gone.pipeline()::remove);
      abandoned.add(gone);
    }
  }

  // ---- work

  private void workSoon() {
    if (turn == null || turn.isDone() || turn.cancel(false)) {
      turn = loop.schedule(this::work, 0, TimeUnit.MILLISECONDS);
    }
  }

  /** Lets the station live, says what is due, and sets the next time. */
  private void work() {
    if (turn != null) {
      turn.cancel(false);
    }
    boolean speaks = session != null && session.isUp() && !station.isMute() && say();
    if (!speaks) {
      reports.live();
    }
    long nextAt = speaks ? reports.nextDue() : clock.realAt(station.nextAt());
    if (!ending && nextAt != Long.MAX_VALUE) {
      long wait = Math.max(TURN, nextAt - clock.real());
      turn = loop.schedule(this::work, wait, TimeUnit.MILLISECONDS);
    }
  }

  /** False if the connection takes no more; it says when it does. */
  private boolean say() {
    for (int said = 0; said < TURNS; said++) {
      MqttSession to = session;
      if (to == null || !to.isWritable()) {
        return false;
      }
      List<Letter> letters = reports.due();
      if (letters.isEmpty()) {
        return true;
      }
      count(letters);
      to.publish(letters);
    }
    return true;
  }

  private void count(List<Letter> letters) {
    tally.published.add(letters.size());
    letters.forEach(letter -> tally.bytes.add(letter.payload().length));
  }

  // ---- faults

  /** A fault strikes now. For the line's loop. */
  void begin(Fault fault) {
    reports.live();
    if (fault.cause().saysGoodbye()) {
      leave(fault.stop());
    }
    station.begin(fault);
    switch (fault.cause()) {
      case POWER_CUT -> {
        if (fault.ways().silent()) {
          abandon();
        } else {
          reset(LinkTrouble.CLOSED);
        }
      }
      case SERVICE_CRASH -> reset(LinkTrouble.CLOSED);
      case LINK_REFUSED, LINK_CERTIFICATE_ENDED -> reset(LinkTrouble.TLS);
      case LINE_CUT -> abandon();
      case LINE_SLOW -> {
        if (channel != null) {
          slow(channel, fault.ways().bytesPerSecond());
        }
      }
      case NEW_VERSION -> comeBack();
      default -> {} // The box has it, not its line.
    }
    work();
  }

  /** A fault is over. For the line's loop. */
  void end(Fault fault) {
    reports.live();
    if (fault.cause() == Cause.NEW_VERSION) {
      leave(fault.stop());
    } else if (fault.cause() == Cause.HUNG) {
      reset(LinkTrouble.CLOSED);
    }
    station.end(fault);
    switch (fault.cause()) {
      case POWER_CUT, RESTART, PLANNED, NEW_VERSION, SERVICE_CRASH, HUNG -> comeBack();
      case LINE_CUT, LINK_REFUSED, LINK_CERTIFICATE_ENDED -> tryAgain(backOff.next());
      case LINE_SLOW -> {
        if (channel != null && channel.pipeline().get(SHAPING) != null) {
          channel.pipeline().remove(SHAPING);
        }
      }
      default -> {} // As at the begin.
    }
    if (station.isOnline()) {
      abandoned.forEach(StationLine::reset);
      abandoned.clear();
    }
    work();
  }

  private void comeBack() {
    backOff.reset();
    long boot = random.nextLong(BOOT / 2, BOOT * 2);
    tryAgain(Math.max(random.nextLong(1_000), clock.realAt(boot)));
  }

  private static void slow(Channel opened, int bytesPerSecond) {
    if (opened.pipeline().get(SHAPING) == null) {
      opened
          .pipeline()
          .addFirst(SHAPING, new ChannelTrafficShapingHandler(bytesPerSecond, bytesPerSecond));
    }
  }

  // ---- the end

  /** Says goodbye and ends. Any thread. */
  void close() {
    loop.execute(() -> {
      ending = true;
      leave(Stop.USUAL);
      abandoned.forEach(StationLine::reset);
      if (turn != null) {
        turn.cancel(false);
      }
    });
  }
}
