package org.countersign.centre.alert;

import org.countersign.centre.condition.Cause;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * A station that makes no cards, or fewer than it should, by what was heard of it.
 *
 * @param since milliseconds since 1970-01-01T00:00:00Z
 * @param waiting approved applications that wait there
 */
public record Lost(EdgeNodeDescriptor station, Cause cause, long since, long waiting) {}
