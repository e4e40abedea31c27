package org.countersign.protocol.sparkplug.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.SparkplugPayload;

/**
 * What the births of one session have named: definitions by owner, and aliases if there are any,
 * which are unique over the Edge Node and its Devices ({@code payloads-alias-uniqueness}). The
 * owner "" is the Edge Node itself.
 */
final class Vocabulary {

  static final String NODE = "";

  private final DefinitionPool pool;
  private final HostLimits limits;
  private final SortedMap<String, MetricDefinitions> owners = new TreeMap<>();
  private Map<Long, Meaning> aliases = Map.of();
  private int metrics;

  private record Meaning(String owner, String name) {}

  Vocabulary(DefinitionPool pool, HostLimits limits) {
    this.pool = pool;
    this.limits = limits;
  }

  /** Forgets everything; to be called too when the session is no longer looked after. */
  void clear() {
    owners.values().forEach(pool::release);
    owners.clear();
    aliases = Map.of();
    metrics = 0;
  }

  boolean knows(String owner) {
    return owners.containsKey(owner);
  }

  /** Takes a birth; if it is refused, the owner is unknown afterwards. */
  MetricDefinitions learn(String owner, Birth birth) throws RefusedException {
    forget(owner);
    requireRoom(owner, birth);
    for (Long alias : birth.aliases().keySet()) {
      if (aliases.containsKey(alias)) {
        throw new RefusedException(
            RefusalReason.INCOMPLETE_BIRTH, "an alias belongs to another metric");
      }
    }
    MetricDefinitions definitions =
        pool.take(birth.definitions())
            .orElseThrow(() ->
                new RefusedException(
                    RefusalReason.TOO_MANY_METRICS, "no room for more names of metrics"));
    owners.put(owner, definitions);
    metrics += definitions.size();
    if (!birth.aliases().isEmpty()) {
      aliases = new HashMap<>(aliases);
      birth.aliases().forEach((alias, name) -> aliases.put(alias, new Meaning(owner, name)));
    }
    return definitions;
  }

  private void requireRoom(String owner, Birth birth) throws RefusedException {
    boolean device = !owner.equals(NODE);
    if (device && owners.size() > limits.devices()) {
      throw new RefusedException(
          RefusalReason.TOO_MANY_DEVICES, "at most " + limits.devices() + " are taken");
    }
    if (metrics + birth.definitions().size() > limits.metrics()) {
      throw new RefusedException(
          RefusalReason.TOO_MANY_METRICS, "at most " + limits.metrics() + " are taken");
    }
  }

  void forget(String owner) {
    MetricDefinitions gone = owners.remove(owner);
    if (gone == null) {
      return;
    }
    metrics -= gone.size();
    pool.release(gone);
    if (!aliases.isEmpty()) {
      aliases = new HashMap<>(aliases);
      aliases.values().removeIf(m -> m.owner().equals(owner));
    }
  }

  Optional<MetricDefinitions> definitions(String owner) {
    return Optional.ofNullable(owners.get(owner));
  }

  /**
   * The metrics of an NDATA or DDATA with names, types and times.
   *
   * @param otherwise takes what is wrong with those that are left out
   */
  List<Metric> resolve(
      String owner,
      MetricDefinitions definitions,
      SparkplugPayload payload,
      long timestamp,
      List<RefusedException> otherwise) {
    List<Metric> known = new ArrayList<>(payload.metrics().size());
    for (Metric metric : payload.metrics()) {
      try {
        known.add(resolve(owner, definitions, metric, timestamp));
      } catch (RefusedException e) {
        otherwise.add(e);
      }
    }
    return known;
  }

  private Metric resolve(String owner, MetricDefinitions definitions, Metric metric, long timestamp)
      throws RefusedException {
    String name = metric.name().isPresent() ? metric.name().get() : name(owner, metric.alias());
    int index = definitions.index(name);
    if (index < 0) {
      throw new RefusedException(RefusalReason.UNKNOWN_METRIC, "a metric that no birth named");
    }
    MetricType type = definitions.type(index);
    MetricValue value =
        metric.value() instanceof MetricValue.Whole whole
            ? MetricValue.of(whole.as(type))
            : metric.value();
    if (!Birth.fits(type, value)) {
      throw new RefusedException(RefusalReason.WRONG_TYPE, "a value is not of its " + type);
    }
    return Birth.resolved(metric, definitions.name(index), type, value, timestamp);
  }

  private String name(String owner, OptionalLong alias) throws RefusedException {
    if (alias.isEmpty()) {
      throw new RefusedException(
          RefusalReason.UNKNOWN_METRIC, "a metric has neither name nor alias");
    }
    Meaning meaning = aliases.get(alias.getAsLong());
    if (meaning == null || !meaning.owner().equals(owner)) {
      throw new RefusedException(RefusalReason.UNKNOWN_ALIAS, "an alias that no birth gave");
    }
    return meaning.name();
  }
}
