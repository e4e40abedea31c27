package org.countersign.tck;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.link.Links;
import org.countersign.host.bundle.DriverClassLoader;
import org.countersign.host.settings.DriverSettings;
import org.countersign.host.settings.Notation;
import org.countersign.tck.line.KitLinks;
import org.countersign.tck.line.LineFault;
import org.countersign.tck.log.ListeningLoader;

/** A bench with its driver loaded as the gateway loads it, from the first check to the last. */
final class Rig implements AutoCloseable {

  /** How much longer than its limit a call may take. */
  static final Duration GRACE = Duration.ofSeconds(2);

  /** Seed of everything random, so that a failure can be had again. */
  static final long SEED = Long.getLong("countersign.kit.seed", 20_261_123L);

  final Bench bench;
  final Watch watch = Watch.start();
  final KitLinks links;
  final Random random = new Random(SEED);
  private static final List<LineFault> LATER =
      List.of(LineFault.ANSWER_LATE, LineFault.BIT_FLIPPED, LineFault.ANSWER_LOST);

  private final DriverClassLoader loader;
  private final DriverProvider provider;
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicInteger tags = new AtomicInteger();
  private List<LineTrial> trials = List.of();

  Rig(Bench bench) throws IOException, ReflectiveOperationException {
    this.bench = bench;
    this.links = new KitLinks(bench.links());
    try {
      this.loader = newLoader();
      this.provider = bench.subject().provider(loader);
    } catch (IOException | ReflectiveOperationException | RuntimeException | Error e) {
      watch.close();
      throw e;
    }
  }

  /** A further loader of the same driver. */
  DriverClassLoader newLoader() throws IOException, ReflectiveOperationException {
    return new DriverClassLoader("kit", bench.subject().code(), new ListeningLoader(watch::logged));
  }

  DriverClassLoader loader() {
    return loader;
  }

  DriverProvider provider() {
    return provider;
  }

  DriverDescriptor descriptor() {
    return provider.descriptor();
  }

  /** Whether it opens lines of the gateway's. */
  boolean usesLines() {
    return descriptor().configKeys().stream().anyMatch(key -> key.type() == ConfigKey.Type.LINK);
  }

  /** What the driver sees of written settings. */
  Map<String, String> checked(Map<String, String> written) {
    DriverSettings settings =
        DriverSettings.check(
            descriptor().configKeys(), written, Notation.TEXT, Path.of("").toAbsolutePath());
    if (!settings.good()) {
      throw new IllegalStateException("the bench's settings are wrong: " + settings.problems());
    }
    return settings.values();
  }

  String newId() {
    return "kit" + ids.incrementAndGet();
  }

  /** A mark of a command that no other command of this run has. */
  int newTag() {
    return tags.incrementAndGet() & 0xFFFF;
  }

  Session open() throws Exception {
    return open(bench.settings());
  }

  Session open(Map<String, String> settings) throws Exception {
    return open(settings, links);
  }

  Session open(Map<String, String> settings, Links over) throws Exception {
    Session session = new Session(this, newId());
    try {
      session.open(checked(settings), over);
      return session;
    } catch (Exception | Error e) {
      session.close();
      throw e;
    }
  }

  /** Opens the device until it works again, as the gateway would. */
  void recovers(String after) throws Exception {
    long end = System.nanoTime() + LineTrial.RECOVERY.toNanos();
    Throwable last;
    do {
      try (Session session = open()) {
        session.chip().exchange(1);
        return;
      } catch (DeviceException | AssertionError e) {
        last = e;
      }
    } while (System.nanoTime() - end < 0);
    throw Proof.failed(
        "a device after " + after,
        "right answers within " + LineTrial.RECOVERY.toSeconds() + " s",
        last);
  }

  /** Every fault of a line once at the command in hand, and some at what comes after it; once. */
  List<LineTrial> trials() throws Exception {
    if (trials.isEmpty()) {
      List<LineTrial> made = new ArrayList<>();
      for (LineFault fault : LineFault.values()) {
        made.add(LineTrial.of(this, fault, 0));
      }
      for (LineFault fault : LATER) {
        made.add(LineTrial.of(this, fault, 1));
      }
      trials = made;
    }
    return trials;
  }

  boolean can(Deed deed) {
    return bench.deeds().containsKey(deed);
  }

  /** Stops the check if the bench cannot do something. */
  void require(Deed... deeds) {
    for (Deed deed : deeds) {
      if (!can(deed)) {
        throw NotProven.bench("cannot " + deed.words());
      }
    }
  }

  void perform(Deed deed) throws Exception {
    require(deed);
    Bench.Act act = bench.deeds().get(deed);
    if (act != null) {
      act.run();
    }
  }

  @Override
  public void close() throws IOException {
    watch.close();
    loader.close();
  }
}
