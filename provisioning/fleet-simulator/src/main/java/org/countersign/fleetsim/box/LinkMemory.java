package org.countersign.fleetsim.box;

import java.util.OptionalLong;

/**
 * What a station remembers of the last time without a session, as long as its service runs. Times
 * are the station's own, milliseconds since 1970-01-01T00:00:00Z. One thread.
 */
final class LinkMemory {

  private boolean hasBeenUp;
  private OptionalLong lostAt = OptionalLong.empty();
  private String met = "";
  private OptionalLong from = OptionalLong.empty();
  private OptionalLong to = OptionalLong.empty();
  private String reason = "";

  /** The session ended, or a try to begin one did. */
  void lost(String word, long now) {
    if (lostAt.isEmpty() && hasBeenUp) {
      lostAt = OptionalLong.of(now);
    }
    met = word;
  }

  /** There is a session. */
  void up(long now) {
    hasBeenUp = true;
    if (lostAt.isPresent()) {
      from = lostAt;
      to = OptionalLong.of(now);
      reason = met;
      lostAt = OptionalLong.empty();
    }
  }

  /** The service starts anew and knows nothing. */
  void forget() {
    hasBeenUp = false;
    lostAt = OptionalLong.empty();
    from = OptionalLong.empty();
    to = OptionalLong.empty();
    reason = "";
  }

  void tell(Sheet sheet) {
    sheet
        .put(StationVocabulary.OUTAGE_FROM, from)
        .put(StationVocabulary.OUTAGE_TO, to)
        .put(StationVocabulary.OUTAGE_REASON, reason);
  }
}
