package org.countersign.centre.state;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.jspecify.annotations.Nullable;

/** A station of the fleet. */
public final class Station extends Owner {

  /** A box that names ever new devices costs no more than this many. */
  static final int MOST_DEVICES = 64;

  private static final StationDevice[] NONE = {};

  private final EdgeNodeDescriptor node;

  private long heardAt;
  private long clockAhead;

  /** In the order of their first births; few, so that an array is the smallest and fast enough. */
  private StationDevice[] devices = NONE;

  Station(TextPool texts, EdgeNodeDescriptor node) {
    super(texts);
    this.node = node;
  }

  /** District and station. */
  public EdgeNodeDescriptor node() {
    return node;
  }

  /** When anything was heard of it last, by the centre's clock; milliseconds since 1970. */
  public long heardAt() {
    return heardAt;
  }

  /**
   * How far its clock was ahead of the centre's at its last birth, in milliseconds; the way of the
   * message makes it less.
   */
  public long clockAhead() {
    return clockAhead;
  }

  void heard(long now) {
    heardAt = now;
  }

  void clockSaid(long timestamp, long now) {
    clockAhead = timestamp - now;
  }

  /** Its devices, those that are away too; at most {@value #MOST_DEVICES}. */
  public List<StationDevice> devices() {
    return List.of(devices);
  }

  /** One device. */
  public Optional<StationDevice> device(String id) {
    return Optional.ofNullable(find(id));
  }

  private @Nullable StationDevice find(String id) {
    for (StationDevice device : devices) {
      if (device.id().equals(id)) {
        return device;
      }
    }
    return null;
  }

  StationDevice deviceToBeBorn(TextPool texts, String id) {
    StationDevice known = find(id);
    if (known != null) {
      return known;
    }
    makeRoom();
    StationDevice made = new StationDevice(texts, id);
    devices = Arrays.copyOf(devices, devices.length + 1);
    devices[devices.length - 1] = made;
    return made;
  }

  /** Forgets the one that has been away for the longest time, if there are too many. */
  private void makeRoom() {
    if (devices.length < MOST_DEVICES) {
      return;
    }
    StationDevice oldest =
        Collections.min(
            List.of(devices),
            Comparator.comparing((StationDevice device) -> device.presence() != Presence.OFFLINE)
                .thenComparingLong(StationDevice::since));
    oldest.forget();
    devices =
        Arrays.stream(devices).filter(device -> device != oldest).toArray(StationDevice[]::new);
  }

  /** The station and all that is in it. */
  void allBecome(Presence presence, long at) {
    become(presence, at);
    for (StationDevice device : devices) {
      if (device.presence() != Presence.OFFLINE) {
        device.become(presence, at);
      }
    }
  }

  @Override
  void forget() {
    super.forget();
    Arrays.stream(devices).forEach(StationDevice::forget);
  }
}
