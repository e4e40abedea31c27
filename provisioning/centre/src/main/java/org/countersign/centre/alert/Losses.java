package org.countersign.centre.alert;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.countersign.centre.condition.Capacity;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.condition.Condition;
import org.countersign.centre.condition.Overview;
import org.countersign.centre.link.LinkStatus;

/** Which capacity is lost, by what every station is and whether the fleet is heard at all. */
public final class Losses {

  /**
   * How long stations may take to be heard again after the centre was away from the broker; less
   * than it takes an alert to end that is not seen any more.
   */
  static final Duration SETTLE = Duration.ofSeconds(45);

  private Losses() {}

  /**
   * The stations that have lost some. Without a link every station that was well is lost by that,
   * and the others stay as they were: their alerts must not end because nobody looks.
   *
   * @param all every station
   * @param now milliseconds since 1970-01-01T00:00:00Z, by the centre's clock
   */
  public static Collection<Lost> of(List<Overview.Stopped> all, LinkStatus link, long now) {
    boolean settling = link.connected() && now - link.since() < SETTLE.toMillis();
    return all.stream()
        .filter(station ->
            switch (station.condition().capacity()) {
              case NONE, REDUCED -> true;
              case UNKNOWN -> !settling;
              case FULL -> !link.connected();
              case AWAY -> false;
            })
        .map(station -> lost(station, link))
        .toList();
  }

  /** Whether stations with this cause have a reason for their silence. */
  static boolean isSilence(Cause cause) {
    return cause == Cause.SILENT || cause == Cause.HUNG || cause == Cause.DEAD;
  }

  /**
   * What it counts as: a session that turns out to be hung is still the silence that was told, for
   * another reason.
   */
  private static Cause cause(Condition condition) {
    return condition.cause() == Cause.HUNG && condition.capacity() == Capacity.UNKNOWN
        ? Cause.SILENT
        : condition.cause();
  }

  private static Lost lost(Overview.Stopped station, LinkStatus link) {
    boolean unlinked = station.condition().capacity() == Capacity.FULL;
    return new Lost(
        station.station(),
        unlinked ? Cause.NO_LINK : cause(station.condition()),
        unlinked ? link.since() : station.since(),
        station.condition().waiting());
  }
}
