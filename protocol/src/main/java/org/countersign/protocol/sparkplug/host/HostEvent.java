package org.countersign.protocol.sparkplug.host;

import java.util.List;
import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.Metric;

/**
 * What a Host Application learns of an Edge Node. All times are milliseconds since
 * 1970-01-01T00:00:00Z. Metrics have name, type, value and timestamp, whatever the Edge Node left
 * out; those of births have their properties too.
 */
public sealed interface HostEvent {

  /**
   * NBIRTH: the Edge Node is online. Whatever was known of it and of its Devices is replaced;
   * Devices are offline until their own births follow.
   *
   * @param bdSeq number of the session, 0 to 255
   * @param timestamp of the payload
   * @param definitions the metrics that the session may report; the same instance for all owners
   *     with the same metrics
   */
  record NodeBorn(
      EdgeNodeDescriptor node,
      int bdSeq,
      long timestamp,
      MetricDefinitions definitions,
      List<Metric> metrics)
      implements HostEvent {}

  /** DBIRTH: the Device is online; whatever was known of it is replaced. */
  record DeviceBorn(
      EdgeNodeDescriptor node,
      String device,
      long timestamp,
      MetricDefinitions definitions,
      List<Metric> metrics)
      implements HostEvent {}

  /**
   * NDATA or DDATA: new values. A metric with {@link Metric#historical} is history and not the
   * present value.
   *
   * @param device empty for the Edge Node's own metrics
   * @param definitions the ones of the owner's birth
   */
  record Changed(
      EdgeNodeDescriptor node,
      Optional<String> device,
      long timestamp,
      MetricDefinitions definitions,
      List<Metric> metrics)
      implements HostEvent {}

  /**
   * NDEATH of the present session: the Edge Node and its Devices are offline, all their metrics
   * STALE.
   *
   * @param at the host's own time, as the specification asks
   */
  record NodeDied(EdgeNodeDescriptor node, long at) implements HostEvent {}

  /**
   * DDEATH: the Device is offline, its metrics STALE.
   *
   * @param at time in the payload, the host's own if it has none
   */
  record DeviceDied(EdgeNodeDescriptor node, String device, long at) implements HostEvent {}

  /**
   * What is known of an Edge Node and its Devices may have been overtaken; births were asked for.
   * Its next NBIRTH ends this.
   *
   * @param at the host's own time
   */
  record Stale(EdgeNodeDescriptor node, StaleReason reason, long at) implements HostEvent {}

  /**
   * Something that was received is not taken.
   *
   * @param node from the topic; empty if even that is not of the form
   * @param detail for the log; shows no content of the message
   */
  record Refused(Optional<EdgeNodeDescriptor> node, RefusalReason reason, String detail)
      implements HostEvent {}

  /**
   * Another client speaks under this host's id.
   *
   * @param timestamp that it used; if it is later than ours, Edge Nodes believe the other one until
   *     this host connects anew
   */
  record HostIdContested(boolean online, long timestamp) implements HostEvent {}
}
