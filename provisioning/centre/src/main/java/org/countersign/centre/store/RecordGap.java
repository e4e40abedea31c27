package org.countersign.centre.store;

/**
 * Records of a station that are not here and will not come by themselves: {@code after < sequence
 * <= through}. Its ledger has them.
 *
 * @param epoch how often the authority had begun the station anew when it was found
 * @param found milliseconds since 1970-01-01T00:00:00Z, by the centre's clock
 */
public record RecordGap(long epoch, long after, long through, long found) {}
