package org.countersign.station.stock;

import java.util.Optional;

/**
 * A card whose chip was read at the station.
 *
 * @param chip its number in upper-case hexadecimal; {@code unread-N} if its chip never answered
 * @param job that it was, or is, for
 * @param witnessed whether two persons have looked at it since it was spoiled
 */
public record StockCard(
    String chip, CardState state, String batch, Optional<String> job, boolean witnessed) {}
