package org.countersign.centre.alert;

import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * A station has raised an alarm that people are to be told of.
 *
 * @param code as on the wire
 * @param since when the centre took it, milliseconds since 1970-01-01T00:00:00Z
 */
public record Alarmed(EdgeNodeDescriptor station, String code, long since) {}
