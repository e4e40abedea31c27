package org.countersign.centre.state;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.HostEvent;
import org.countersign.protocol.sparkplug.host.KnownNode;

/**
 * Every station that was heard of, as it is now. Some 2 KB a station with four devices of 20
 * metrics. One thread, which also asks.
 */
public final class FleetState {

  private final Map<EdgeNodeDescriptor, Station> stations = new HashMap<>();
  private final TextPool texts = new TextPool();

  /**
   * Takes what happened. A station that is not known becomes known by it.
   *
   * @param now by the centre's clock; milliseconds since 1970-01-01T00:00:00Z
   */
  public void apply(HostEvent event, long now) {
    switch (event) {
      case HostEvent.NodeBorn born -> born(born, now);
      case HostEvent.DeviceBorn born ->
          heard(born.node(), now)
              .deviceToBeBorn(texts, born.device())
              .born(texts, born.definitions(), born.timestamp(), born.metrics(), now);
      case HostEvent.Changed changed -> changed(changed, now);
      case HostEvent.NodeDied died -> known(died.node()).allBecome(Presence.OFFLINE, now);
      case HostEvent.DeviceDied died ->
          heard(died.node(), now)
              .device(died.device())
              .ifPresent(device -> device.become(Presence.OFFLINE, now));
      case HostEvent.Stale stale -> known(stale.node()).allBecome(Presence.STALE, now);
      case HostEvent.Refused ignored -> {}
      case HostEvent.HostIdContested ignored -> {}
    }
  }

  /** Its devices are away until their own births follow. */
  private void born(HostEvent.NodeBorn born, long now) {
    Station station = heard(born.node(), now);
    station.clockSaid(born.timestamp(), now);
    station.devices().forEach(device -> device.become(Presence.OFFLINE, now));
    station.born(texts, born.definitions(), born.timestamp(), born.metrics(), now);
  }

  private void changed(HostEvent.Changed changed, long now) {
    Station station = heard(changed.node(), now);
    changed
        .device()
        .<Optional<? extends Owner>>map(station::device)
        .orElse(Optional.of(station))
        .ifPresent(owner -> owner.changed(changed.metrics()));
  }

  private Station heard(EdgeNodeDescriptor node, long now) {
    Station station = known(node);
    station.heard(now);
    return station;
  }

  private Station known(EdgeNodeDescriptor node) {
    return stations.computeIfAbsent(node, n -> new Station(texts, n));
  }

  /**
   * A station from before a restart: {@link Presence#UNHEARD} until something is heard of it.
   *
   * @param heardUntil when it was heard last, by the centre's clock; milliseconds since 1970
   */
  public Station restore(KnownNode saved, long heardUntil) {
    Station station = known(saved.node());
    station.heard(heardUntil);
    return station;
  }

  /** A station that is no longer looked after. */
  public void forget(EdgeNodeDescriptor node) {
    Station gone = stations.remove(node);
    if (gone != null) {
      gone.forget();
    }
  }

  /** One station. */
  public Optional<Station> station(EdgeNodeDescriptor node) {
    return Optional.ofNullable(stations.get(node));
  }

  /** Every station, in no order. */
  public Collection<Station> stations() {
    return Collections.unmodifiableCollection(stations.values());
  }

  /** Different texts that are held for all values; for the centre's own metrics. */
  public int texts() {
    return texts.size();
  }
}
