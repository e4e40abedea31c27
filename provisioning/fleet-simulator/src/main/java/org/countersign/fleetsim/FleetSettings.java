package org.countersign.fleetsim;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.countersign.fleetsim.scenario.Scenario;

/**
 * A fleet to simulate.
 *
 * @param broker {@code tcp://host[:1883]}
 * @param stations 1 to {@value #MOST_STATIONS}: each takes a port of this machine
 * @param districts 1 to as many as stations
 * @param seed the same seed draws the same fleet, people and faults
 * @param pace how much faster than real time the scenario's clock runs
 * @param begin time in messages at the begin
 * @param virtualTime whether the time in messages follows the scenario's clock
 * @param primaryHost host without which no births are sent; empty to wait for none
 * @param records whether records of issued cards are sent
 * @param epoch of the records: a centre takes a fleet that begins anew only under a higher one
 * @param keepAlive of the sessions, whole seconds
 * @param least time between two reports of a station
 * @param connectsPerSecond at the begin
 * @param threads event loops, 1 or 2
 */
public record FleetSettings(
    URI broker,
    int stations,
    int districts,
    Scenario scenario,
    long seed,
    double pace,
    Instant begin,
    boolean virtualTime,
    Optional<String> primaryHost,
    boolean records,
    long epoch,
    Duration keepAlive,
    Duration least,
    int connectsPerSecond,
    int threads) {

  /** Ports that a machine has for one address of a broker, by Linux's default. */
  public static final int MOST_STATIONS = 28_000;

  private static final int USUAL_PORT = 1883;

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException naming the part that is wrong and what it should be
   */
  public FleetSettings {
    require(
        "tcp".equals(broker.getScheme())
            && broker.getHost() != null
            && broker.getUserInfo() == null
            && (broker.getPath() == null || broker.getPath().isEmpty()),
        "broker: tcp://host[:port] is needed, found " + broker);
    require(
        stations >= 1 && stations <= MOST_STATIONS,
        "stations: 1 to " + MOST_STATIONS + " are needed, found " + stations);
    require(
        districts >= 1 && districts <= stations,
        "districts: 1 to as many as stations are needed, found " + districts);
    require(pace > 0 && pace <= 10_000, "pace: up to 10000 is needed, found " + pace);
    require(epoch >= 1, "epoch: 1 or more is needed, found " + epoch);
    require(
        keepAlive.toSeconds() >= 1 && keepAlive.toSeconds() <= 65_535,
        "keep-alive: 1 to 65535 s is needed, found " + keepAlive);
    require(least.toMillis() >= 1, "least interval: 1 ms or more is needed, found " + least);
    require(connectsPerSecond >= 1, "connects a second: 1 or more are needed");
    require(threads >= 1 && threads <= 2, "threads: 1 or 2 are needed, found " + threads);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** A fleet in real time, which begins now. */
  public static FleetSettings of(URI broker, int stations, int districts, Scenario scenario) {
    Instant now = Instant.now();
    return new FleetSettings(
        broker,
        stations,
        districts,
        scenario,
        1,
        1,
        now,
        false,
        Optional.empty(),
        true,
        now.getEpochSecond(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        1_000,
        1);
  }

  /** Port of the broker, by default MQTT's. */
  int port() {
    return broker.getPort() < 0 ? USUAL_PORT : broker.getPort();
  }

  /** The same with another seed. */
  public FleetSettings withSeed(long other) {
    return new FleetSettings(
        broker,
        stations,
        districts,
        scenario,
        other,
        pace,
        begin,
        virtualTime,
        primaryHost,
        records,
        epoch,
        keepAlive,
        least,
        connectsPerSecond,
        threads);
  }

  /** The same at another pace. */
  public FleetSettings withPace(double other, boolean inMessages) {
    return new FleetSettings(
        broker,
        stations,
        districts,
        scenario,
        seed,
        other,
        begin,
        inMessages,
        primaryHost,
        records,
        epoch,
        keepAlive,
        least,
        connectsPerSecond,
        threads);
  }

  /** The same, beginning at another time in messages. */
  public FleetSettings withBegin(Instant other) {
    return new FleetSettings(
        broker,
        stations,
        districts,
        scenario,
        seed,
        pace,
        other,
        virtualTime,
        primaryHost,
        records,
        epoch,
        keepAlive,
        least,
        connectsPerSecond,
        threads);
  }

  /** The same with a host that is waited for. */
  public FleetSettings withPrimaryHost(Optional<String> other) {
    return new FleetSettings(
        broker,
        stations,
        districts,
        scenario,
        seed,
        pace,
        begin,
        virtualTime,
        other,
        records,
        epoch,
        keepAlive,
        least,
        connectsPerSecond,
        threads);
  }

  /** The same with or without records. */
  public FleetSettings withRecords(boolean other, long ofEpoch) {
    return new FleetSettings(
        broker,
        stations,
        districts,
        scenario,
        seed,
        pace,
        begin,
        virtualTime,
        primaryHost,
        other,
        ofEpoch,
        keepAlive,
        least,
        connectsPerSecond,
        threads);
  }

  /** The same with other sessions. */
  public FleetSettings withSessions(
      Duration otherKeepAlive, Duration otherLeast, int otherConnectsPerSecond) {
    return new FleetSettings(
        broker,
        stations,
        districts,
        scenario,
        seed,
        pace,
        begin,
        virtualTime,
        primaryHost,
        records,
        epoch,
        otherKeepAlive,
        otherLeast,
        otherConnectsPerSecond,
        threads);
  }
}
