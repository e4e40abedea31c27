package org.countersign.centre.alert;

import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Where a cause is at work. */
public sealed interface Scope {

  /** At one station. */
  record OfStation(EdgeNodeDescriptor station) implements Scope {}

  /** A station has raised an alarm of this code, which a person must act on. */
  record OfAlarm(EdgeNodeDescriptor station, String code) implements Scope {}

  /** At so many stations of a district that it is no station's own trouble. */
  record OfDistrict(String district) implements Scope {}

  /** At so many districts that it is none's own: the centre's side, the broker, a roll-out. */
  record OfFleet() implements Scope {}
}
