package org.countersign.centre.state;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.host.MetricDefinitions;

/**
 * A station or one of its devices: its presence and what it reported last. Values of an owner that
 * is not {@link Presence#ONLINE} are STALE in Sparkplug's sense: the last that were heard. Only on
 * the thread of its {@link FleetState}.
 */
public abstract sealed class Owner permits Station, StationDevice {

  private Presence presence = Presence.UNHEARD;
  private long since;
  private Readings readings;

  Owner(TextPool texts) {
    readings = new Readings(texts, MetricDefinitions.NONE, 0, List.of());
  }

  /** Whether it is there. */
  public final Presence presence() {
    return presence;
  }

  /** Since when it has this presence, by the centre's clock; milliseconds since 1970. */
  public final long since() {
    return since;
  }

  /** The metrics that its last birth named; the same instance for all owners of its kind. */
  public final MetricDefinitions definitions() {
    return readings.definitions();
  }

  /** Everything it reported last, by name. */
  public final List<Reading> readings() {
    return IntStream.range(0, definitions().size()).mapToObj(this::reading).toList();
  }

  /** One metric; empty if it reports none of that name. */
  public final Optional<Reading> reading(String name) {
    int index = definitions().index(name);
    return index < 0 ? Optional.empty() : Optional.of(reading(index));
  }

  private Reading reading(int index) {
    return new Reading(
        definitions().name(index),
        definitions().type(index),
        definitions().unit(index),
        readings.value(index),
        readings.timestamp(index));
  }

  /** A whole number; empty if it reports none of that name, or no value. */
  public final OptionalLong whole(String name) {
    return value(name) instanceof MetricValue.Whole whole
        ? OptionalLong.of(whole.value())
        : OptionalLong.empty();
  }

  /** A floating-point number; empty if it reports none of that name, or no value. */
  public final OptionalDouble real(String name) {
    return value(name) instanceof MetricValue.Real real
        ? OptionalDouble.of(real.value())
        : OptionalDouble.empty();
  }

  /** A text, at most 256 characters; empty if it reports none of that name, or no value. */
  public final Optional<String> text(String name) {
    return value(name) instanceof MetricValue.Text text
        ? Optional.of(text.value())
        : Optional.empty();
  }

  private MetricValue value(String name) {
    int index = definitions().index(name);
    return index < 0 ? MetricValue.none() : readings.value(index);
  }

  /**
   * Everything is new.
   *
   * @param bornAt time in the birth's payload
   * @param now the centre's own
   */
  final void born(
      TextPool texts, MetricDefinitions definitions, long bornAt, List<Metric> metrics, long now) {
    Readings before = readings;
    readings = new Readings(texts, definitions, bornAt, metrics);
    before.release();
    become(Presence.ONLINE, now);
  }

  final void changed(List<Metric> metrics) {
    readings.update(metrics);
  }

  final void become(Presence now, long at) {
    if (presence != now) {
      presence = now;
      since = at;
    }
  }

  /** It is no longer looked after. */
  void forget() {
    readings.release();
  }
}
