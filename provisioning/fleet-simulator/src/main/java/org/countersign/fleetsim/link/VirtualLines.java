package org.countersign.fleetsim.link;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.countersign.fleetsim.box.SimulatedStation;
import org.countersign.fleetsim.scenario.Fault;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.SparkplugTopic;

/**
 * The lines of a fleet without network and in virtual time, for whole days in a minute. The broker
 * is a perfect one: what is published is with the receiver at once, and a will is published when a
 * connection is reset, taken over, or silent for one and a half keep-alives. No host is waited for,
 * records are not sent, and a slow line is as fast as any. One thread.
 */
public final class VirtualLines implements Lines {

  private final StationReports.Terms reports;
  private final long keepAlive;
  private final BiConsumer<String, byte[]> receiver;
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
  private final List<VirtualLine> lines = new ArrayList<>();
  private final Map<EdgeNodeDescriptor, VirtualLine> byNode = new HashMap<>();
  private final FleetClock clock;
  private long now;
  private long numbers;

  private record Timer(long at, long number, Runnable what) {}

  /**
   * Lines without stations.
   *
   * @param keepAlive of the sessions
   * @param least time between two reports of a station
   * @param begin time in messages at the begin
   * @param receiver takes topic and payload of whatever a station publishes
   */
  public VirtualLines(
      Duration keepAlive, Duration least, Instant begin, BiConsumer<String, byte[]> receiver) {
    this.reports = new StationReports.Terms(least, Optional.empty(), false, keepAlive);
    this.keepAlive = keepAlive.toMillis();
    this.receiver = receiver;
    this.clock = new FleetClock(() -> TimeUnit.MILLISECONDS.toNanos(now), 1, begin, true);
  }

  /** The fleet's clock. */
  public FleetClock clock() {
    return clock;
  }

  @Override
  public void add(SimulatedStation station) {
    VirtualLine line = new VirtualLine(station, reports, keepAlive, this);
    lines.add(line);
    byNode.put(station.identity().node(), line);
  }

  /** Lets every station live and connect, so many a second. */
  public void start(int connectsPerSecond) {
    for (int number = 0; number < lines.size(); number++) {
      lines.get(number).start(number * 1_000L / connectsPerSecond);
    }
  }

  @Override
  public void at(int station, long scenarioMillis, Runnable what) {
    schedule(clock.realAt(scenarioMillis), what);
  }

  /** Does something at a moment of the clock; what is set for the same moment keeps its order. */
  void schedule(long at, Runnable what) {
    if (at != Long.MAX_VALUE) {
      timers.add(new Timer(Math.max(at, now), numbers++, what));
    }
  }

  void publish(String topic, byte[] payload) {
    receiver.accept(topic, payload);
  }

  /**
   * Lets the time pass.
   *
   * @param to milliseconds since the begin, not before now
   */
  public void advance(long to) {
    for (Timer next = timers.peek(); next != null && next.at() <= to; next = timers.peek()) {
      var ignored = timers.poll();
      now = next.at();
      next.what().run();
    }
    now = to;
  }

  /** Takes what a host publishes; what is not for a station that is connected is lost. */
  public void received(String topic, byte[] payload) {
    SparkplugTopic.parse(topic)
        .map(SparkplugTopic::node)
        .map(byNode::get)
        .ifPresent(line -> line.received(topic, payload));
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
}
