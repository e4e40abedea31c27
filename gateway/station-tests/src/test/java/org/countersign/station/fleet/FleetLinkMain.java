package org.countersign.station.fleet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A link in a process of its own, so that a test can kill it. */
final class FleetLinkMain {

  private FleetLinkMain() {}

  static Process start(URI broker, Path bdSeq, Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            FleetLinkMain.class.getName(),
            broker.toString(),
            bdSeq.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("station.log").toFile())
        .start();
  }

  public static void main(String[] args) throws InterruptedException {
    FleetConfig config = FleetConfig.plain(URI.create(args[0]), "chaoyang", "station-7");
    BdSeqStore store = BdSeqStore.in(Path.of(args[1]));
    FleetLink.start(config, new FakeStation(), Optional.empty(), store, InstantSource.system());
    new CountDownLatch(1).await();
  }
}
