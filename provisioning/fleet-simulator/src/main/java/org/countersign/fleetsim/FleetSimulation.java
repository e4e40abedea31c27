package org.countersign.fleetsim;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.countersign.fleetsim.box.OpeningDay;
import org.countersign.fleetsim.box.SimulatedStation;
import org.countersign.fleetsim.box.StationIdentity;
import org.countersign.fleetsim.link.FleetClock;
import org.countersign.fleetsim.link.LineTally;
import org.countersign.fleetsim.link.StationLine;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Fault;
import org.countersign.fleetsim.scenario.FaultPlan;
import org.countersign.fleetsim.scenario.Scenario;
import org.countersign.fleetsim.scenario.Truth;

/**
 * A running fleet. It goes on until it is closed, beyond the end of its scenario too. Any thread
 * may call.
 */
public final class FleetSimulation implements AutoCloseable {

  /** Version of the software of every station until a scenario changes it. */
  public static final String VERSION = "0.1.0";

  private static final long FAREWELL_SECONDS = 5;

  private final FleetSettings settings;
  private final Truth truth;
  private final FleetClock clock;
  private final MultiThreadIoEventLoopGroup loops;
  private final LineTally tally = new LineTally();
  private final AtomicIntegerArray inForce = new AtomicIntegerArray(Cause.values().length);
  private final List<StationLine> lines = new ArrayList<>();
  private final List<EventLoop> loopOf = new ArrayList<>();
  private volatile String trouble = "";

  private FleetSimulation(FleetSettings settings, Truth truth) {
    this.settings = settings;
    this.truth = truth;
    this.clock =
        new FleetClock(System::nanoTime, settings.pace(), settings.begin(), settings.virtualTime());
    this.loops =
        new MultiThreadIoEventLoopGroup(
            settings.threads(), new DefaultThreadFactory("fleet", true), NioIoHandler.newFactory());
  }

  /**
   * Starts a fleet; its stations connect from now on.
   *
   * @param truth takes every fault as it strikes, on the fleet's threads
   * @throws IllegalArgumentException if the scenario's faults do not fit the fleet
   */
  public static FleetSimulation start(FleetSettings settings, Truth truth) {
    List<Fault> faults =
        FaultPlan.draw(
            settings.scenario(),
            settings.stations(),
            station -> identity(settings, station).node().group(),
            settings.seed());
    FleetSimulation simulation = new FleetSimulation(settings, truth);
    simulation.populate();
    faults.forEach(simulation::schedule);
    return simulation;
  }

  private static StationIdentity identity(FleetSettings settings, int station) {
    return StationIdentity.of(station, settings.stations(), settings.districts());
  }

  private void populate() {
    Scenario scenario = settings.scenario();
    OpeningDay day = new OpeningDay(scenario.begins(), scenario.opens(), scenario.closes());
    SimulatedStation.Terms terms =
        new SimulatedStation.Terms(
            day, scenario.cardsPerDay(), settings.epoch(), settings.records(), VERSION);
    StationLine.Terms line =
        new StationLine.Terms(
            new InetSocketAddress(settings.broker().getHost(), settings.port()),
            settings.keepAlive(),
            settings.least(),
            settings.primaryHost(),
            settings.records(),
            reason -> trouble = reason);
    Bootstrap bootstrap = new Bootstrap().channel(NioSocketChannel.class);
    for (int number = 0; number < settings.stations(); number++) {
      EventLoop loop = loops.next();
      SimulatedStation station =
          new SimulatedStation(identity(settings, number), terms, clock::wall, settings.seed());
      loopOf.add(loop);
      lines.add(new StationLine(station, line, clock, loop, bootstrap, tally));
    }
    for (int number = 0; number < lines.size(); number++) {
      lines.get(number).start(number * 1_000L / settings.connectsPerSecond());
    }
  }

  private void schedule(Fault fault) {
    EventExecutor loop = fault.station() < 0 ? loops.next() : loopOf.get(fault.station());
    at(loop, fault.from(), () -> begin(fault));
    if (fault.to() != Long.MAX_VALUE) {
      at(loop, fault.to(), () -> end(fault));
    }
  }

  private void at(EventExecutor loop, long scenarioMillis, Runnable what) {
    long wait = Math.max(0, clock.realAt(scenarioMillis) - clock.real());
    var ignored = loop.schedule(what, wait, TimeUnit.MILLISECONDS);
  }

  private void begin(Fault fault) {
    inForce.incrementAndGet(fault.cause().ordinal());
    String district = "";
    String station = "";
    String capacity = "";
    if (fault.station() >= 0) {
      StationLine line = lines.get(fault.station());
      line.begin(fault);
      district = line.station().identity().node().group();
      station = line.station().identity().node().node();
      capacity = line.station().capacity().name().toLowerCase(Locale.ROOT);
    }
    long to = fault.to() == Long.MAX_VALUE ? Long.MAX_VALUE : clock.wall(fault.to());
    truth.tell(
        new Truth.Entry(
            clock.wall(),
            district,
            station,
            fault.cause(),
            capacity,
            clock.wall(fault.from()),
            to));
  }

  private void end(Fault fault) {
    inForce.decrementAndGet(fault.cause().ordinal());
    if (fault.station() >= 0) {
      lines.get(fault.station()).end(fault);
    }
  }

  /** How it is. */
  public FleetFigures figures() {
    Map<Cause, Integer> faults = new EnumMap<>(Cause.class);
    for (Cause cause : Cause.values()) {
      int stations = inForce.get(cause.ordinal());
      if (stations > 0) {
        faults.put(cause, stations);
      }
    }
    return new FleetFigures(
        settings.stations(),
        tally.connected(),
        tally.connects(),
        tally.failures(),
        tally.published(),
        tally.bytes(),
        tally.received(),
        faults,
        trouble);
  }

  /** Cards that all stations have issued. Waits for the fleet's threads. */
  public long issued() throws InterruptedException {
    long issued = 0;
    for (int number = 0; number < lines.size(); number++) {
      StationLine line = lines.get(number);
      issued += loopOf.get(number).submit(() -> line.station().issued()).sync().getNow();
    }
    return issued;
  }

  /**
   * Every station says goodbye, as one does that is stopped; whatever does not leave within {@value
   * #FAREWELL_SECONDS} s is cut.
   */
  @Override
  public void close() {
    lines.forEach(StationLine::close);
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(FAREWELL_SECONDS);
      var ended = loops.shutdownGracefully(100, FAREWELL_SECONDS * 1_000, TimeUnit.MILLISECONDS);
      ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
