package org.countersign.protocol.sparkplug.host;

/**
 * What Edge Nodes may cost the host, besides the limits of one payload.
 *
 * @param nodes most Edge Nodes
 * @param devices most Devices of one Edge Node
 * @param metrics most metrics of one Edge Node and its Devices together
 * @param definitionBytes most bytes of memory, by estimate, for the names of metrics; owners with
 *     the same metrics share them
 * @param held most messages of one Edge Node that wait for a missing one
 * @param heldBytes most bytes of all messages that wait so
 */
public record HostLimits(
    int nodes, int devices, int metrics, long definitionBytes, int held, long heldBytes) {

  /** For a centre of 100,000 stations. */
  public static final HostLimits DEFAULT =
      new HostLimits(150_000, 64, 5_000, 64L << 20, 64, 16L << 20);
}
