package org.countersign.protocol.sparkplug.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.SparkplugPayload;

/**
 * An NBIRTH or DBIRTH that holds what the specification demands.
 *
 * @param timestamp of the payload
 * @param metrics with name, type, value and timestamp
 * @param aliases names by alias; empty if none are used
 */
record Birth(
    long timestamp,
    MetricDefinitions definitions,
    List<Metric> metrics,
    Map<Long, String> aliases) {

  static Birth of(SparkplugPayload payload) throws RefusedException {
    long timestamp =
        payload.timestamp().orElseThrow(() -> incomplete("the payload has no timestamp"));
    TreeMap<String, MetricType> types = new TreeMap<>();
    Map<String, String> units = new HashMap<>();
    Map<Long, String> aliases = new HashMap<>();
    List<Metric> metrics = new ArrayList<>(payload.metrics().size());
    for (Metric metric : payload.metrics()) {
      String name = metric.name().orElseThrow(() -> incomplete("a metric has no name"));
      MetricType type =
          metric.type().orElseThrow(() -> incomplete("a metric has no type, or an unknown one"));
      if (!fits(type, metric.value())) {
        throw new RefusedException(RefusalReason.WRONG_TYPE, "a value is not of its " + type);
      }
      if (types.put(name, type) != null) {
        throw incomplete("two metrics have the same name");
      }
      if (metric.alias().isPresent() && aliases.put(metric.alias().getAsLong(), name) != null) {
        throw incomplete("two metrics have the same alias");
      }
      if (metric.properties().get(Metric.UNIT_PROPERTY) instanceof MetricValue.Text unit) {
        units.put(name, unit.value());
      }
      metrics.add(resolved(metric, name, type, metric.value(), timestamp));
    }
    return new Birth(timestamp, MetricDefinitions.of(types, units), metrics, Map.copyOf(aliases));
  }

  /** The bdSeq of an NBIRTH, which must also be able to be asked for births. */
  int bdSeq() throws RefusedException {
    boolean canBeAsked =
        metrics.stream()
            .anyMatch(m ->
                m.name().filter(EdgeNodeSession.REBIRTH::equals).isPresent()
                    && m.type().filter(t -> t == MetricType.BOOLEAN).isPresent());
    if (!canBeAsked) {
      throw incomplete("there is no Boolean " + EdgeNodeSession.REBIRTH);
    }
    return bdSeq(metrics).orElseThrow(() -> incomplete("there is no bdSeq of 0 to 255"));
  }

  static Optional<Integer> bdSeq(List<Metric> metrics) {
    for (Metric metric : metrics) {
      if (metric.name().filter(EdgeNodeSession.BD_SEQ::equals).isPresent()
          && metric.value() instanceof MetricValue.Whole whole
          && whole.value() >= 0
          && whole.value() <= 255) {
        return Optional.of((int) whole.value());
      }
    }
    return Optional.empty();
  }

  static Metric resolved(
      Metric metric, String name, MetricType type, MetricValue value, long timestamp) {
    return new Metric(
        Optional.of(name),
        OptionalLong.empty(),
        Optional.of(type),
        value,
        OptionalLong.of(metric.timestamp().orElse(timestamp)),
        metric.historical(),
        metric.properties());
  }

  /** Values that are not read stand only under types that have no scalar form. */
  static boolean fits(MetricType type, MetricValue value) {
    return value instanceof MetricValue.Null
        || (value instanceof MetricValue.Opaque ? !type.isSent() : type.admits(value));
  }

  private static RefusedException incomplete(String what) {
    return new RefusedException(RefusalReason.INCOMPLETE_BIRTH, what);
  }
}
