package org.countersign.centre.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.countersign.centre.state.Presence;
import org.countersign.centre.state.Station;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.HostEvent;

/**
 * Stations whose NBIRTH has come and the DBIRTHs not yet: between them a station seems to have no
 * device, which is not to be taken for its condition. One thread.
 */
final class Settling {

  /** DBIRTHs follow their NBIRTH at once; what takes longer is missing. */
  static final long LONGEST_MILLIS = 2_000;

  /** When each is judged at the latest, in this order. */
  private final Map<EdgeNodeDescriptor, Long> dueAt = new LinkedHashMap<>();

  /**
   * Takes what happened.
   *
   * @param station after it happened
   * @param now monotonic milliseconds
   * @return whether the station can be judged
   */
  boolean settles(HostEvent event, Station station, long now) {
    boolean born = event instanceof HostEvent.NodeBorn;
    if (born) {
      // A station that is born over and over is judged all the same.
      dueAt.putIfAbsent(station.node(), now + LONGEST_MILLIS);
    }
    boolean waits =
        dueAt.containsKey(station.node())
            && station.presence() == Presence.ONLINE
            && isIncomplete(station, born);
    if (!waits) {
      dueAt.remove(station.node());
    }
    return !waits;
  }

  /** A station that does not say how many devices are present is complete at its next event. */
  private static boolean isIncomplete(Station station, boolean born) {
    OptionalLong present = station.whole("Devices/Present");
    if (present.isEmpty()) {
      return born;
    }
    long here = station.devices().stream().filter(d -> d.presence() == Presence.ONLINE).count();
    return here < present.getAsLong();
  }

  /** Those that have waited for long enough; they wait no more. */
  List<EdgeNodeDescriptor> due(long now) {
    List<EdgeNodeDescriptor> due = new ArrayList<>();
    for (Map.Entry<EdgeNodeDescriptor, Long> entry : dueAt.entrySet()) {
      if (entry.getValue() > now) {
        break;
      }
      due.add(entry.getKey());
    }
    due.forEach(dueAt::remove);
    return due;
  }
}
