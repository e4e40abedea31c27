package org.countersign.centre.silence;

import java.util.List;
import java.util.OptionalLong;

/**
 * Why a station, or a group of them, is silent. Times are milliseconds since 1970-01-01T00:00:00Z,
 * by the centre's clock.
 *
 * @param from when the silence was found
 * @param until when it is expected back; empty if nobody said
 */
public record Verdict(
    Why why, Sureness sure, long from, OptionalLong until, List<Evidence> evidence) {

  public Verdict {
    evidence = List.copyOf(evidence);
  }
}
