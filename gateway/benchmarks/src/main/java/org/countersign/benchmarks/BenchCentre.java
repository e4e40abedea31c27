package org.countersign.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.countersign.centre.alert.AlertListener;
import org.countersign.centre.app.Centre;
import org.countersign.centre.config.CentreConfig;
import org.countersign.centre.config.CentreConfigReader;
import org.countersign.centre.link.LinkStatus;
import org.countersign.toml.Problems;

/** Whole centres as they are started by default: SQLite, usual rules for alerts. */
final class BenchCentre {

  /** Host id of the centre. */
  static final String ID = "centre";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private BenchCentre() {}

  /** What is read from the file that this writes into a new folder; its page takes a free port. */
  static CentreConfig config(Path folder, URI broker) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(CentreConfigReader.FILE),
        """
        [centre]
        id = "%s"
        [broker]
        address = "%s"
        [page]
        listen = "127.0.0.1:0"
        """
            .formatted(ID, broker));
    Problems problems = new Problems();
    return CentreConfigReader.read(folder, problems)
        .filter(config -> problems.count() == 0)
        .orElseThrow(() -> new IOException("the centre's configuration: " + problems.all()));
  }

  /** Starts one in a new folder, and waits until it is online at the broker. */
  static Centre start(Path folder, URI broker, AlertListener... listeners)
      throws IOException, InterruptedException {
    Centre centre =
        Centre.start(
            config(folder, broker), InstantSource.system(), List.of(listeners), BenchCentre::told);
    // Earlier births would not be taken; their stations would be asked again.
    Await.until(
        "the centre is online",
        LIMIT,
        () -> centre.parts().fleet().ask(fleet -> fleet.host().isOnline()).join());
    return centre;
  }

  private static void told(LinkStatus ignored) {
    // The status is asked for.
  }
}
