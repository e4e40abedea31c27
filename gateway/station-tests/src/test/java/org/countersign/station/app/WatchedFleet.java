package org.countersign.station.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.countersign.station.fleet.Watcher;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;

/** A broker, somebody who hears everything on it, and the folder of a station that is to use it. */
final class WatchedFleet implements AutoCloseable {

  private final PrivateMosquitto broker;
  private final StationFolder station;
  private Watcher watcher;

  private WatchedFleet(PrivateMosquitto broker, Watcher watcher, StationFolder station) {
    this.broker = broker;
    this.watcher = watcher;
    this.station = station;
  }

  /** In that empty folder, with the device {@code permits}. */
  static WatchedFleet in(Path folder) throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    PrivateMosquitto broker =
        PrivateMosquitto.start(Files.createDirectory(folder.resolve("broker")));
    Watcher watcher = new Watcher(broker.uri(), "watcher");
    StationFolder station = StationFolder.make(folder);
    station.station(station.toml() + "[fleet]\nbroker = \"" + broker.uri() + "\"\n");
    station.device(
        "permits",
        """
        driver = "simulator"
        profiles = ["residence-permit"]
        key-diversification = "kdf3"
        hopper = 40
        """);
    return new WatchedFleet(broker, watcher, station);
  }

  PrivateMosquitto broker() {
    return broker;
  }

  Watcher watcher() {
    return watcher;
  }

  /** The station's configuration, for what a test adds. */
  StationFolder station() {
    return station;
  }

  /** Somebody new listens, since the broker forgot the one before. */
  void watchAgain(String id) throws Exception {
    watcher = new Watcher(broker.uri(), id);
  }

  @Override
  public void close() throws Exception {
    watcher.close();
    broker.close();
  }
}
