package org.countersign.station.app;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.station.config.StationConfig;
import org.countersign.station.config.StationConfig.Fleet;
import org.countersign.station.fleet.BdSeqStore;
import org.countersign.station.fleet.FleetConfig;
import org.countersign.station.fleet.FleetLink;
import org.countersign.station.fleet.RecordOutbox;
import org.countersign.station.fleet.StationFacts;
import org.countersign.station.ledger.Ledger;

/** The fleet link of a configuration that has one. */
final class FleetParts {

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(20);
  private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
  private static final Duration REFRESH = Duration.ofSeconds(60);

  private FleetParts() {}

  /** Starts the link; it connects by itself and stops nobody while it does not. */
  static FleetLink start(
      StationConfig config,
      Fleet fleet,
      StationFacts facts,
      Ledger ledger,
      Clock clock,
      Closers closers) {
    Path kept = config.ledger().file().resolveSibling("sparkplug.bdseq");
    closers.add("fleet facts", facts);
    Optional<RecordOutbox> outbox =
        fleet.records()
            ? Optional.of(new LedgerOutbox(ledger.outbox(), ledger.standing()::epoch))
            : Optional.empty();
    return closers.add(
        "fleet link",
        FleetLink.start(settings(config, fleet), facts, outbox, BdSeqStore.in(kept), clock));
  }

  private static FleetConfig settings(StationConfig config, Fleet fleet) {
    Optional<BrokerConfig.Login> login =
        fleet
            .user()
            .flatMap(user -> fleet.passwordFile().map(f -> new BrokerConfig.Login(user, f)));
    Optional<BrokerConfig.ClientCertificate> client =
        fleet
            .clientKey()
            .flatMap(key ->
                fleet
                    .clientPasswordFile()
                    .map(password -> new BrokerConfig.ClientCertificate(key, password)));
    BrokerConfig broker =
        new BrokerConfig(
            fleet.brokers(),
            login,
            fleet.ca().map(ca -> new BrokerConfig.Tls(ca, client)),
            fleet.keepAlive(),
            CONNECT_WITHIN);
    return new FleetConfig(
        broker,
        new EdgeNodeDescriptor(config.station().district(), config.station().id()),
        MIN_INTERVAL,
        REFRESH,
        fleet.primaryHost());
  }
}
