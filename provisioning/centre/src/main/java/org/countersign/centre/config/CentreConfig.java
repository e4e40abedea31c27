package org.countersign.centre.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.countersign.centre.alert.AlertRules;
import org.countersign.centre.alert.OpeningHours;
import org.countersign.centre.silence.SilenceRules;
import org.countersign.centre.store.DatabaseConfig;
import org.countersign.mqtt.BrokerConfig;

/**
 * A centre.
 *
 * @param id Sparkplug Host Application id; stations name it as their primary host
 * @param data folder of everything the centre keeps on this machine
 * @param districts that it looks after; empty for all
 * @param expected stations that a district will have when all are set up, by district
 * @param keepHistory days of history that are older are dropped
 * @param brokerWords whether the broker is asked how sessions end
 */
public record CentreConfig(
    String id,
    Path data,
    SortedSet<String> districts,
    Map<String, Integer> expected,
    Broker broker,
    DatabaseConfig database,
    Duration keepHistory,
    Page page,
    AlertRules alerts,
    SilenceRules silence,
    boolean brokerWords,
    Hours hours,
    Receivers receivers) {

  /**
   * A centre {@code centre} for every district, with all that it keeps in a folder and its page on
   * a free port of this machine; for demonstrations and tests.
   */
  public static CentreConfig onThisMachine(Path folder, BrokerConfig broker) {
    return onThisMachine(
        folder,
        broker,
        new Page(new InetSocketAddress("127.0.0.1", 0), Optional.empty(), Optional.empty()));
  }

  /** The same with its page elsewhere. */
  public static CentreConfig onThisMachine(Path folder, BrokerConfig broker, Page page) {
    return new CentreConfig(
        "centre",
        folder,
        new TreeSet<>(),
        Map.of(),
        new Broker.Foreign(broker),
        new DatabaseConfig.Embedded(folder),
        Duration.ofDays(1),
        page,
        AlertRules.USUAL,
        SilenceRules.USUAL,
        true,
        new Hours(OpeningHours.ALWAYS, Map.of()),
        new Receivers(Optional.empty(), Optional.empty(), Optional.empty()));
  }

  public CentreConfig {
    districts = new TreeSet<>(districts);
    expected = Map.copyOf(expected);
  }

  /** The broker. */
  public sealed interface Broker {

    /**
     * A mosquitto that the centre starts itself, for pilots.
     *
     * @param listen where stations reach it
     */
    record Own(InetSocketAddress listen) implements Broker {}

    /** One that runs by itself. */
    record Foreign(BrokerConfig config) implements Broker {}
  }

  /**
   * Where the page is.
   *
   * @param tls certificate chain and key, PEM; needed when others than this machine may reach it
   * @param clients authorities of people's certificates, PEM
   */
  public record Page(
      InetSocketAddress listen, Optional<Tls> tls, Optional<Path> clients, Metrics metrics) {

    /** The same with the usual metrics. */
    public Page(InetSocketAddress listen, Optional<Tls> tls, Optional<Path> clients) {
      this(listen, tls, clients, Metrics.USUAL);
    }

    /**
     * What Prometheus may read.
     *
     * @param token file of the token that it shows
     * @param stations whether each station has a row of its own
     */
    public record Metrics(Optional<Path> token, boolean stations) {

      /** No token, and no row a station. */
      public static final Metrics USUAL = new Metrics(Optional.empty(), false);
    }

    /** Certificate chain and private key (PKCS#8), both PEM. */
    public record Tls(Path certificate, Path key) {}
  }

  /** When counters are open. */
  public record Hours(OpeningHours usual, Map<String, OpeningHours> districts) {

    public Hours {
      districts = Map.copyOf(districts);
    }

    /** Those of a district. */
    public OpeningHours of(String district) {
      return districts.getOrDefault(district, usual);
    }
  }

  /**
   * Who is told of alerts, beside those who look at the page.
   *
   * @param webhook takes each change as JSON by POST
   * @param alertmanager base address of a Prometheus Alertmanager
   * @param page address of the page for those who are told
   */
  public record Receivers(Optional<URI> webhook, Optional<URI> alertmanager, Optional<URI> page) {}
}
