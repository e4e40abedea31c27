package org.countersign.station.client;

import java.time.Instant;

/**
 * How two persons found a station.
 *
 * @param chip number of the test card that proved it, hexadecimal; empty if none did
 * @param report SHA-256 of the full report, hexadecimal
 * @param reason why it was not accepted; empty if it was
 */
public record AcceptanceFound(
    boolean accepted,
    Instant at,
    String chip,
    String report,
    String by,
    String second,
    String reason) {}
