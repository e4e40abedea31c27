package org.countersign.centre.store;

import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * A card became valid, or its serial is to be revoked.
 *
 * @param timeMillis by the station's clock, since 1970-01-01T00:00:00Z
 * @param kind {@code issued} or {@code revoked}
 * @param chip hexadecimal
 * @param profile of an issued card
 * @param card what a revoked card was declared to be
 */
public record CardRecord(
    EdgeNodeDescriptor station,
    long sequence,
    long timeMillis,
    String kind,
    String serial,
    String chip,
    Optional<String> profile,
    Optional<String> card) {}
