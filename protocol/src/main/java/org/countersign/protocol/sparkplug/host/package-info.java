/**
 * The rules of a Sparkplug B 3.0 Host Application as a state machine: what a broker delivers and
 * the time go in, events and messages to publish come out. No socket, no thread. Values are passed
 * on and not kept, so a session costs a few hundred bytes however many metrics the Edge Node has.
 * Aliases are understood. Clause numbers and {@code tck-id}s are those of the Sparkplug
 * Specification 3.0.0.
 */
@NullMarked
package org.countersign.protocol.sparkplug.host;

import org.jspecify.annotations.NullMarked;
