package org.countersign.fleetsim.scenario;

import java.time.Duration;
import java.util.Optional;

/**
 * A {@code [[fault]]} of a scenario: one cause for some stations.
 *
 * @param at first moment, after the scenario's begin
 * @param within every station is struck at a moment of its own in so long after that; zero for all
 *     at once
 * @param lasts how long at each station; empty to the end
 * @param ways how the cause shows
 */
public record FaultRule(
    Cause cause,
    Duration at,
    Duration within,
    Optional<Duration> lasts,
    Selection selection,
    Ways ways) {

  /**
   * How causes show, as far as they can differ.
   *
   * @param silent of a power cut: whether the broker hears nothing at all, instead of a reset of
   *     the TCP connection
   * @param allDevices of devices: all of the station, instead of one
   * @param behind of a wrong clock
   * @param bytesPerSecond of a slow line, in each direction
   * @param version of a new version
   * @param faultyPercent of a new version: share of its stations whose devices turn faulty
   * @param faultyAfter of a new version: how long that takes
   * @param stuck of a hung service: the inner part that stands still while the rest goes on; empty
   *     for all of it
   * @param linkAfter of a wrong clock: when the link fails by it; empty if it stays
   * @param stop of a stop on purpose: what the station says
   */
  public record Ways(
      boolean silent,
      boolean allDevices,
      Duration behind,
      int bytesPerSecond,
      String version,
      int faultyPercent,
      Duration faultyAfter,
      String stuck,
      Optional<Duration> linkAfter,
      Stop stop) {

    /** What is usual. */
    public static final Ways USUAL =
        new Ways(
            false,
            false,
            Duration.ofHours(3),
            2_048,
            "0.2.0",
            0,
            Duration.ofMinutes(5),
            "",
            Optional.empty(),
            Stop.USUAL);

    /** The same without a sound. */
    public Ways silently() {
      return new Ways(
          true,
          allDevices,
          behind,
          bytesPerSecond,
          version,
          faultyPercent,
          faultyAfter,
          stuck,
          linkAfter,
          stop);
    }

    /** The same for all devices. */
    public Ways ofAllDevices() {
      return new Ways(
          silent,
          true,
          behind,
          bytesPerSecond,
          version,
          faultyPercent,
          faultyAfter,
          stuck,
          linkAfter,
          stop);
    }

    /** The same with a new version that makes a share of the stations faulty. */
    public Ways withVersion(String other, int percent, Duration after) {
      return new Ways(
          silent,
          allDevices,
          behind,
          bytesPerSecond,
          other,
          percent,
          after,
          stuck,
          linkAfter,
          stop);
    }

    /** The same with an inner part that stands still. */
    public Ways withStuck(String part) {
      return new Ways(
          silent,
          allDevices,
          behind,
          bytesPerSecond,
          version,
          faultyPercent,
          faultyAfter,
          part,
          linkAfter,
          stop);
    }

    /** The same with a link that fails by the clock after a while. */
    public Ways withLinkAfter(Duration after) {
      return new Ways(
          silent,
          allDevices,
          behind,
          bytesPerSecond,
          version,
          faultyPercent,
          faultyAfter,
          stuck,
          Optional.of(after),
          stop);
    }

    /** The same with other last words. */
    public Ways withStop(Stop other) {
      return new Ways(
          silent,
          allDevices,
          behind,
          bytesPerSecond,
          version,
          faultyPercent,
          faultyAfter,
          stuck,
          linkAfter,
          other);
    }
  }
}
