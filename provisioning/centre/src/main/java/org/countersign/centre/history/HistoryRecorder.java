package org.countersign.centre.history;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.host.HostEvent;

/**
 * Gathers the numbers of every station and gives them away as blocks: when one is large, or old, or
 * all together are too much. What is gathered is lost with the process. On the thread {@code fleet}
 * alone.
 */
public final class HistoryRecorder {

  /** A block of a station at work holds some minutes. */
  static final int LARGE = 8 * 1024;

  /** How long a sample may wait. */
  static final Duration OLD = Duration.ofMinutes(5);

  /** A station's clock that differs by more is not believed. */
  static final Duration CLOCK_OFF = Duration.ofMinutes(10);

  /** Bytes of all open blocks. */
  static final long MOST = 32L << 20;

  /**
   * Bytes that one station may fill while a sample may wait; ten times what a busy one needs. A box
   * that names ever new metrics would fill the disk otherwise.
   */
  static final int MOST_OF_STATION = 256 * 1024;

  private final Consumer<Block> blocks;

  /** Bytes of full blocks since {@link #spentSince}, of stations that filled one. */
  private final Map<EdgeNodeDescriptor, Integer> spent = new HashMap<>();

  private long spentSince;

  /** In the order in which they were begun. */
  private final Map<EdgeNodeDescriptor, Open> open = new LinkedHashMap<>();

  private long bytes;

  private static final class Open {
    final SampleWriter writer = new SampleWriter();
    final long begun;
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;

    Open(long begun) {
      this.begun = begun;
    }

    void add(Sample sample) {
      if (writer.add(sample)) {
        from = Math.min(from, sample.at());
        to = Math.max(to, sample.at());
      }
    }

    boolean holds() {
      return from <= to;
    }

    Block block(EdgeNodeDescriptor station) {
      return new Block(station, begun, from, to, writer.names(), writer.bytes());
    }
  }

  /**
   * A recorder that holds nothing.
   *
   * @param blocks takes what is to be kept; must not wait
   */
  public HistoryRecorder(Consumer<Block> blocks) {
    this.blocks = blocks;
  }

  /**
   * Takes what happened.
   *
   * @param now milliseconds since 1970-01-01T00:00:00Z, by the centre's clock
   */
  public void event(HostEvent event, long now) {
    switch (event) {
      case HostEvent.NodeBorn e -> add(e.node(), "", e.timestamp(), e.metrics(), now);
      case HostEvent.DeviceBorn e -> add(e.node(), e.device(), e.timestamp(), e.metrics(), now);
      case HostEvent.Changed e ->
          add(e.node(), e.device().orElse(""), e.timestamp(), e.metrics(), now);
      default -> {}
    }
  }

  private void add(
      EdgeNodeDescriptor station, String device, long said, List<Metric> metrics, long now) {
    if (isSpent(station, now)) {
      return;
    }
    Open block = open.get(station);
    if (block == null) {
      block = new Open(now);
      open.put(station, block);
    }
    int before = block.holds() ? block.writer.size() : 0;
    for (Metric metric : metrics) {
      Optional<Double> number = number(metric.value());
      if (number.isPresent() && metric.name().isPresent()) {
        long at = time(metric, metric.timestamp().orElse(said), now);
        block.add(new Sample(device, metric.name().get(), at, number.get()));
      }
    }
    bytes += (block.holds() ? block.writer.size() : 0) - before;
    if (block.writer.size() >= LARGE) {
      spent.merge(station, block.writer.size(), Integer::sum);
      give(station);
    }
    tick(now);
  }

  private boolean isSpent(EdgeNodeDescriptor station, long now) {
    // A clock that is set back begins anew as well.
    if (Math.abs(now - spentSince) >= OLD.toMillis()) {
      spent.clear();
      spentSince = now;
    }
    return spent.getOrDefault(station, 0) >= MOST_OF_STATION;
  }

  /** A box whose clock is wrong reports the present all the same. */
  private static long time(Metric metric, long said, long now) {
    boolean believable =
        metric.historical() ? said <= now : Math.abs(said - now) <= CLOCK_OFF.toMillis();
    return believable ? said : now;
  }

  private static Optional<Double> number(MetricValue value) {
    return switch (value) {
      case MetricValue.Whole whole -> Optional.of((double) whole.value());
      case MetricValue.Real real -> Optional.of(real.value()).filter(Double::isFinite);
      case MetricValue.Truth truth -> Optional.of(truth.value() ? 1.0 : 0.0);
      default -> Optional.empty();
    };
  }

  /** Gives away what is old; to be called every few seconds. */
  public void tick(long now) {
    while (!open.isEmpty()) {
      Map.Entry<EdgeNodeDescriptor, Open> eldest = open.entrySet().iterator().next();
      if (bytes <= MOST && now - eldest.getValue().begun < OLD.toMillis()) {
        return;
      }
      give(eldest.getKey());
    }
  }

  private void give(EdgeNodeDescriptor station) {
    Open block = open.remove(station);
    if (block != null && block.holds()) {
      bytes -= block.writer.size();
      blocks.accept(block.block(station));
    }
  }

  /** What is gathered of a station and not yet given away. */
  public Optional<Block> gathered(EdgeNodeDescriptor station) {
    return Optional.ofNullable(open.get(station))
        .filter(Open::holds)
        .map(block -> block.block(station));
  }

  /** Gives away everything. */
  public void flush() {
    List.copyOf(open.keySet()).forEach(this::give);
  }
}
