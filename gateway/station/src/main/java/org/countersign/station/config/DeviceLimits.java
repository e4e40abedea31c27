package org.countersign.station.config;

import java.time.Duration;

/**
 * How long and how often.
 *
 * @param open opening a device
 * @param exchange one exchange with a chip, inside the driver
 * @param move feeding, presenting or retaining one card
 * @param grace how far beyond its limit a call may run before it is interrupted, and again before
 *     the device is given up
 * @param reopenFirst pause before a lost device is opened again, doubled each time
 * @param reopenMost longest such pause
 * @param failuresInARow after so many cards that failed one after the other the device rests
 * @param rest how long it rests
 */
public record DeviceLimits(
    Duration open,
    Duration exchange,
    Duration move,
    Duration grace,
    Duration reopenFirst,
    Duration reopenMost,
    int failuresInARow,
    Duration rest) {}
