/**
 * Thousands of stations in one process, each with a real MQTT session of its own, as the fleet
 * would be on a given day. {@link org.countersign.fleetsim.FleetSimulation} is the way in; a
 * scenario says what goes wrong when, and the truth is written down for whoever raises alerts.
 */
@NullMarked
package org.countersign.fleetsim;

import org.jspecify.annotations.NullMarked;
