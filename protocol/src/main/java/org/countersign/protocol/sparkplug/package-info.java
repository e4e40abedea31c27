/**
 * Sparkplug B 3.0 as values: topics, payloads, their codec, and the rules of an Edge Node's
 * session. Pure: no socket, no thread, no clock of its own. Clause numbers and {@code tck-id}s are
 * those of the Sparkplug Specification 3.0.0. Aliases, data sets and templates are not sent;
 * received ones are carried as {@link org.countersign.protocol.sparkplug.MetricValue.Opaque}.
 */
@NullMarked
package org.countersign.protocol.sparkplug;

import org.jspecify.annotations.NullMarked;
