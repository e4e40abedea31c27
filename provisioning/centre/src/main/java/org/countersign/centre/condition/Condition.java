package org.countersign.centre.condition;

import java.util.Optional;
import java.util.Set;
import org.countersign.centre.state.Presence;
import org.countersign.centre.state.Station;
import org.countersign.centre.state.StationDevice;

/**
 * What a station can do, by what it said last.
 *
 * @param cause the gravest; {@link Cause#NONE} with {@link Capacity#FULL} alone, or with blanks
 *     that run low
 * @param able devices that make cards now
 * @param configured devices that the station should have
 * @param waiting approved applications that wait for their card there; 0 if it does not say
 * @param detail the station's own words about the cause; may be empty
 */
public record Condition(
    Capacity capacity, Cause cause, int able, int configured, long waiting, String detail) {

  private static final Set<String> ABLE = Set.of("online", "deviceBusy");

  /** Judges a station by its session and its words alone. */
  public static Condition of(Station station) {
    return of(station, Standing.HEARD);
  }

  /**
   * Judges a station.
   *
   * @param standing whether it is heard at all
   */
  public static Condition of(Station station, Standing standing) {
    int connected = 0;
    int able = 0;
    String detail = "";
    for (StationDevice device : station.devices()) {
      if (device.presence() == Presence.ONLINE) {
        connected++;
        if (device.text("State").filter(ABLE::contains).isPresent()) {
          able++;
        } else if (detail.isEmpty()) {
          detail = device.id() + ": " + device.text("Detail").orElse("");
        }
      }
    }
    int configured = (int) Math.min(station.whole("Devices/Configured").orElse(connected), 1_000);
    long waiting = Math.max(0, station.whole("Jobs/Waiting").orElse(0));
    Optional<String> held = station.text("Issuing/Hold").filter(hold -> !hold.isEmpty());
    Optional<String> stuck = station.text("Heartbeat/Stuck").filter(part -> !part.isEmpty());
    Cause cause =
        switch (standing) {
          case PLANNED -> Cause.PLANNED;
          case DEAD -> Cause.DEAD;
          case HUNG -> Cause.HUNG;
          case SILENT -> Cause.SILENT;
          case HEARD, CLOCK_WRONG -> {
            if (stuck.isPresent() && station.presence() == Presence.ONLINE) {
              yield Cause.HUNG;
            }
            Cause own =
                cause(station, held.isPresent(), connected, able, Math.max(configured, connected));
            yield own == Cause.NONE && standing == Standing.CLOCK_WRONG ? Cause.CLOCK : own;
          }
        };
    String words =
        switch (cause) {
          case HELD -> held.orElse("");
          case DEVICES_FAULTY, SOME_DEVICES -> detail;
          case HUNG -> standing == Standing.HUNG ? "" : stuck.orElse("");
          default -> "";
        };
    return new Condition(capacity(cause, standing), cause, able, configured, waiting, words);
  }

  private static Cause cause(
      Station station, boolean held, int connected, int able, int configured) {
    String blanks = station.text("Stock/Status").orElse("ok");
    return switch (station.presence()) {
      case UNHEARD -> Cause.UNHEARD;
      case OFFLINE -> Cause.SILENT;
      case STALE -> Cause.STALE;
      case ONLINE -> {
        if (held) {
          yield Cause.HELD;
        } else if (connected == 0) {
          yield Cause.NO_DEVICE;
        } else if (blanks.equals("empty")
            && station.whole("Stock/Blank On Record").orElse(0) == 0) {
          // Before the devices: with nothing in their feeders none of them is able.
          yield Cause.NO_BLANKS;
        } else if (able == 0) {
          yield Cause.DEVICES_FAULTY;
        } else if (blanks.equals("empty")) {
          // The status is that of the product which has the fewest.
          yield Cause.NO_BLANKS_OF_A_PRODUCT;
        } else if (able < configured) {
          yield Cause.SOME_DEVICES;
        }
        yield blanks.equals("low") ? Cause.BLANKS_LOW : Cause.NONE;
      }
    };
  }

  private static Capacity capacity(Cause cause, Standing standing) {
    return switch (cause) {
      case PLANNED, DEAD -> Capacity.AWAY;
      // Its own word that a part hangs; without a word nothing is known.
      case HUNG -> standing == Standing.HUNG ? Capacity.UNKNOWN : Capacity.NONE;
      case NO_LINK, UNHEARD, SILENT, STALE -> Capacity.UNKNOWN;
      case HELD, NO_DEVICE, DEVICES_FAULTY, NO_BLANKS -> Capacity.NONE;
      case NO_BLANKS_OF_A_PRODUCT, SOME_DEVICES -> Capacity.REDUCED;
      case BLANKS_LOW, CLOCK, ALARM, NONE -> Capacity.FULL;
    };
  }
}
