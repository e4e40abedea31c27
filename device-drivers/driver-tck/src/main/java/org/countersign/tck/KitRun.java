package org.countersign.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.countersign.host.bundle.BundleRefused;
import org.countersign.host.bundle.Manifest;
import org.countersign.toml.Problems;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.reporting.legacy.xml.LegacyXmlReportGeneratingListener;

/** The kit as a plain command: {@code driver test BUNDLE|FOLDER}. One run at a time in a JVM. */
public final class KitRun {

  private static final ThreadLocal<@Nullable Bench> BENCH = new ThreadLocal<>();

  private KitRun() {}

  /** The kit for a bench that was found elsewhere. */
  static final class BundleTest extends DriverConformanceKit {
    @Override
    protected Bench bench() {
      Bench bench = BENCH.get();
      if (bench == null) {
        throw new IllegalStateException("run by KitRun only");
      }
      return bench;
    }
  }

  /**
   * Proves a bundle; its signature is not asked for.
   *
   * @param bundle its folder or zip
   * @param benchJars jars with the {@link BenchProvider} of the vendor's tests and what it needs
   * @param scratch an empty folder
   * @param xml where {@code TEST-*.xml} in JUnit's form is written; empty for nowhere
   * @throws IOException if the bundle cannot be read, or nobody has a bench for its driver
   * @throws BundleRefused if it is no bundle
   */
  public static KitReport run(Path bundle, List<Path> benchJars, Path scratch, Optional<Path> xml)
      throws IOException, BundleRefused {
    Path unpacked = Files.isDirectory(bundle) ? bundle : scratch.resolve("bundle");
    Subject subject = Subject.bundle(bundle, unpacked);
    List<URL> urls = new ArrayList<>();
    for (Path jar : benchJars) {
      urls.add(jar.toUri().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), KitRun.class.getClassLoader())) {
      return run(bench(id(unpacked), subject, loader), xml);
    }
  }

  private static String id(Path folder) throws IOException {
    Problems problems = new Problems();
    Optional<Manifest> manifest = Manifest.read(folder, problems);
    return manifest
        .orElseThrow(() -> new IOException("the manifest is wrong: " + problems.all()))
        .id();
  }

  private static Bench bench(String driverId, Subject subject, ClassLoader loader)
      throws IOException {
    for (BenchProvider provider : ServiceLoader.load(BenchProvider.class, loader)) {
      if (provider.driverId().equals(driverId)) {
        try {
          return provider.bench(subject);
        } catch (Exception e) {
          throw new IOException("the bench of " + driverId + " cannot be set up: " + e, e);
        }
      }
    }
    throw new IOException(
        "nobody has a bench for the driver "
            + driverId
            + ": name it in META-INF/services/"
            + BenchProvider.class.getName()
            + " of the jar with its tests, and give that jar too");
  }

  /** Runs all checks on a bench, which is closed at the end. */
  public static KitReport run(Bench bench, Optional<Path> xml) {
    BENCH.set(bench);
    try {
      return run(BundleTest.class, xml);
    } finally {
      BENCH.remove();
    }
  }

  /** Runs a kit class of a vendor: a {@link DriverConformanceKit} or a {@link ReplugKit}. */
  public static KitReport run(Class<?> kit, Optional<Path> xml) {
    KitReport report = new KitReport();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(kit))
            .enableImplicitConfigurationParameters(false)
            .build();
    Launcher launcher =
        LauncherFactory.create(
            LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .addTestEngines(new org.junit.jupiter.engine.JupiterTestEngine())
                .build());
    launcher.registerTestExecutionListeners(report);
    xml.ifPresent(folder ->
        launcher.registerTestExecutionListeners(
            new LegacyXmlReportGeneratingListener(
                folder, new PrintWriter(System.err, true, StandardCharsets.UTF_8))));
    launcher.execute(request);
    return report;
  }
}
