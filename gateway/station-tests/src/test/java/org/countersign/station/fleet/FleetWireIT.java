package org.countersign.station.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a station costs its line, counted between it and a real broker. */
@Timeout(60)
class FleetWireIT {

  /** For a minute and both directions. */
  private static final long MOST_BYTES = 2 * 1_024;

  private static final int DEVICES = 4;

  @TempDir Path folder;

  /**
   * A minute is two keep-alives of 30 s, with a heartbeat in each; here a keep-alive takes 1 s and
   * the station is looked at as often in it as in 30. Counters of two devices change once.
   */
  @Test
  void aMinuteOfAStationWithFourDevicesAtRestFitsIntoTwoKilobytes() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    FakeStation station = new FakeStation();
    for (int metric = 0; metric < 30; metric++) {
      station.metric("Stock/Count " + metric, metric);
    }
    for (int device = 0; device < DEVICES; device++) {
      station.device("encoder-" + device, "online");
    }
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        Relay relay = new Relay(broker.port());
        FleetLink link =
            FleetLink.start(
                config(relay), station, Optional.empty(), bdSeq(), InstantSource.system())) {
      await(relay::bytes, bytes -> link.status().reports() == 1 + DEVICES);
      await(() -> station.snapshots.get(), looks -> looks > 5);
      long atRest = relay.bytes();
      int looks = station.snapshots.get();
      station.device("encoder-1", "deviceBusy");
      station.device("encoder-1", "online");
      station.metric("Stock/Count 3", 4);
      await(relay::bytes, bytes -> link.status().reports() >= 2 + DEVICES);
      await(() -> station.snapshots.get(), now -> now - looks > 60);
      // One report of what changed and two heartbeats, some 70 bytes each.
      await(() -> link.status().reports(), reports -> reports >= 4 + DEVICES);
      await(relay::bytes, bytes -> bytes >= atRest + 200);
      long spent = relay.bytes() - atRest;
      assertThat(station.snapshots.get() - looks).isGreaterThan(60);
      assertThat(spent).as("bytes of a minute").isBetween(200L, MOST_BYTES);
    }
  }

  private BdSeqStore bdSeq() {
    return BdSeqStore.in(folder.resolve("bdseq"));
  }

  private static FleetConfig config(Relay relay) {
    return new FleetConfig(
        new BrokerConfig(
            List.of(relay.uri()),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5)),
        new EdgeNodeDescriptor("chaoyang", "station-7"),
        Duration.ofMillis(10),
        Duration.ofMillis(30),
        Optional.empty());
  }

  private static void await(LongSupplier value, LongPredicate holds) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!holds.test(value.getAsLong())) {
      assertThat(System.nanoTime() - deadline).as("in time").isNegative();
      LockSupport.parkNanos(2_000_000);
    }
  }
}
