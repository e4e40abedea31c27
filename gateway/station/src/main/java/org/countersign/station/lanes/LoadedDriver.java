package org.countersign.station.lanes;

import org.countersign.driver.DriverProvider;

/** A device's driver as it was loaded last. The device's thread of the time. */
final class LoadedDriver {

  private final LaneSettings settings;
  private volatile DriverProvider driver;

  LoadedDriver(LaneSettings settings) {
    this.settings = settings;
    this.driver = settings.driver();
  }

  DriverProvider now() {
    return driver;
  }

  /** Loads it anew; only where {@link LaneSettings#restart} is there. */
  void restart() {
    driver = settings.restart().orElseThrow().get();
  }
}
