package org.countersign.station.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * Records that the centre has not acknowledged.
 *
 * @param oldest when the first of them was recorded; empty if none waits
 */
public record RecordBacklog(long records, Optional<Instant> oldest) {}
