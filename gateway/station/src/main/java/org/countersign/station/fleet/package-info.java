/**
 * The station's link to the fleet: presence, health and metrics as a Sparkplug B 3.0 Edge Node over
 * MQTT 3.1.1. Nothing here can stop or slow a card: the rest of the station only rings a bell
 * ({@link org.countersign.station.fleet.FleetSource#onChange}), one thread looks, numbers and
 * sends, and what it cannot send is replaced by newer state. What must not be lost does not go this
 * way.
 */
@NullMarked
package org.countersign.station.fleet;

import org.jspecify.annotations.NullMarked;
