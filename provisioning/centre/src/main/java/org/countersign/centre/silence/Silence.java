package org.countersign.centre.silence;

import java.util.OptionalLong;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * One silence of a station. Times are milliseconds since 1970-01-01T00:00:00Z, by the centre's
 * clock.
 *
 * @param heardAt when it was heard last before
 * @param to when it was heard again; empty while it is silent
 * @param words what it said last
 * @param verdict the last one
 */
public record Silence(
    EdgeNodeDescriptor station, long heardAt, OptionalLong to, LastWords words, Verdict verdict) {

  /** When it was found. */
  public long from() {
    return verdict.from();
  }
}
