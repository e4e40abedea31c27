package org.countersign.centre.store;

import java.util.Optional;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * An alarm that a station has raised and not cleared.
 *
 * @param code as the station wrote it; of a newer station it may be unknown
 * @param subject device, suite or driver; empty for the station
 * @param since by the station's clock, milliseconds since 1970-01-01T00:00:00Z
 * @param storedAt by the centre's
 * @param what the station's own words, in English
 */
public record OpenAlarm(
    EdgeNodeDescriptor station,
    String code,
    String subject,
    long since,
    long storedAt,
    String what) {

  /** The code, if this centre knows it. */
  public Optional<AlarmCode> known() {
    return AlarmCode.of(code);
  }
}
