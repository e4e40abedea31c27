/**
 * The whole fleet as it is now, in memory: who is online, and every metric's present value. Pure:
 * no thread, no clock, no I/O; what happened comes in as {@link
 * org.countersign.protocol.sparkplug.host.HostEvent}.
 */
@NullMarked
package org.countersign.centre.state;

import org.jspecify.annotations.NullMarked;
