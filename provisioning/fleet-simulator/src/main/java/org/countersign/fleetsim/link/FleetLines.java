package org.countersign.fleetsim.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.countersign.fleetsim.box.SimulatedStation;
import org.countersign.fleetsim.scenario.Fault;

/**
 * The lines of a fleet and the few threads that they are on, each station for ever on one of them.
 * Stations are added first; then any thread may call.
 */
public final class FleetLines implements Lines, AutoCloseable {

  /**
   * How all lines of a fleet are.
   *
   * @param broker address of the broker; its name is looked up at every connect
   * @param keepAlive of the sessions, whole seconds
   * @param least time between two reports of a station
   * @param primaryHost host without which no births are sent
   * @param records whether records are sent
   * @param troubles takes why a session ended, in English, on the fleet's threads
   */
  public record Terms(
      InetSocketAddress broker,
      Duration keepAlive,
      Duration least,
      Optional<String> primaryHost,
      boolean records,
      Consumer<String> troubles) {}

  private static final long FAREWELL_MILLIS = 5_000;

  private final Terms terms;
  private final FleetClock clock;
  private final MultiThreadIoEventLoopGroup loops;
  private final Bootstrap bootstrap = new Bootstrap().channel(NioSocketChannel.class);
  private final LineTally tally = new LineTally();
  private final List<StationLine> lines = new ArrayList<>();

  /** Threads without stations. */
  public FleetLines(Terms terms, FleetClock clock, int threads) {
    this.terms = terms;
    this.clock = clock;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("fleet", true), NioIoHandler.newFactory());
  }

  @Override
  public void add(SimulatedStation station) {
    lines.add(new StationLine(station, terms, clock, loops.next(), bootstrap, tally));
  }

  /** Lets every station live and connect, so many a second. */
  public void start(int connectsPerSecond) {
    for (int number = 0; number < lines.size(); number++) {
      lines.get(number).start(number * 1_000L / connectsPerSecond);
    }
  }

  @Override
  public void at(int station, long scenarioMillis, Runnable what) {
    EventLoop loop = station < 0 ? loops.next() : lines.get(station).loop();
    long wait = Math.max(0, clock.realAt(scenarioMillis) - clock.real());
    var ignored = loop.schedule(() -> told(what), wait, TimeUnit.MILLISECONDS);
  }

  /** A timer would keep to itself what fails. */
  private void told(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      terms.troubles().accept(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void begin(Fault fault) {
    lines.get(fault.station()).begin(fault);
  }

  @Override
  public void end(Fault fault) {
    lines.get(fault.station()).end(fault);
  }

  @Override
  public SimulatedStation station(int number) {
    return lines.get(number).station();
  }

  /** The sum of something over all stations; waits for their threads. */
  public long sum(ToLongFunction<SimulatedStation> figure) throws InterruptedException {
    long sum = 0;
    for (StationLine line : lines) {
      sum += line.loop().submit(() -> figure.applyAsLong(line.station())).sync().getNow();
    }
    return sum;
  }

  /** What all lines did. */
  public LineTally tally() {
    return tally;
  }

  /**
   * Every station says goodbye; whatever does not leave within {@value #FAREWELL_MILLIS} ms is cut.
   */
  @Override
  public void close() {
    lines.forEach(StationLine::close);
    try {
      var ignored =
          loops
              .shutdownGracefully(100, FAREWELL_MILLIS, TimeUnit.MILLISECONDS)
              .await(FAREWELL_MILLIS + 1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
