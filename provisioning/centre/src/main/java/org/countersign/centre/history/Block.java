package org.countersign.centre.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * Samples of one station, as they are kept. All times are milliseconds since 1970-01-01T00:00:00Z.
 *
 * @param begun when the first of them came, by the centre's clock
 * @param from time of the oldest sample
 * @param to time of the newest one
 * @param names of the series, by number from 1 on; empty if they are among the samples
 * @param samples in the form of {@link SampleWriter}
 */
public record Block(
    EdgeNodeDescriptor station,
    long begun,
    long from,
    long to,
    List<SeriesName> names,
    byte[] samples) {

  /** The day with which it goes. */
  LocalDate day() {
    return LocalDate.ofInstant(Instant.ofEpochMilli(begun), ZoneOffset.UTC);
  }
}
