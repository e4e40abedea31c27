package org.countersign.centre.silence;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that is known of one silence. Times are milliseconds since 1970-01-01T00:00:00Z, by the
 * centre's clock.
 *
 * @param now of this look
 * @param from when the silence was found
 * @param heardAt when it was heard last
 * @param died whether an NDEATH came, its own or its will; without one the broker holds the session
 * @param hungAt when a session without a word counts as hung
 * @param beat milliseconds between two heartbeats; 0 if it has none
 * @param linkTrouble when the centre's own session broke, if that was in the same moments
 * @param site empty if it names none
 */
public record Facts(
    long now,
    long from,
    long heardAt,
    boolean died,
    long hungAt,
    long beat,
    LastWords words,
    Parting parting,
    OptionalLong linkTrouble,
    Optional<Plans.Work> plan,
    Optional<Companions> site,
    Companions district,
    Companions fleet) {

  /** From the closest circle to the widest. */
  List<Companions> circles() {
    return site.map(s -> List.of(s, district)).orElse(List.of(district));
  }

  /**
   * Whether its will came sooner than its session can have timed out, which takes one and a half
   * keep-alives without a byte (MQTT 3.1.1, 3.1.2.10): its connection was closed, by its box's
   * operating system or near it. A station says a heartbeat each keep-alive.
   */
  boolean isClosedAtOnce() {
    return parting == Parting.UNTOLD && died && from - heardAt < beat + beat / 4;
  }

  /** Whether the whole fleet is more than this district. */
  boolean hasOtherDistricts() {
    return fleet.others() > district.others();
  }
}
