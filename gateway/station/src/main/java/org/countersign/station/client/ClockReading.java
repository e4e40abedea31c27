package org.countersign.station.client;

import java.time.Instant;
import java.util.Optional;

/**
 * What a station says of its clock.
 *
 * @param verdict {@code believed}, {@code behind} or {@code ahead}
 * @param newest time of the newest record that was believed; the epoch if there is none
 * @param problem why nothing is issued, and what to do
 */
public record ClockReading(Instant now, String verdict, Instant newest, Optional<String> problem) {}
