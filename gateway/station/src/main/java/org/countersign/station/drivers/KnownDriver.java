package org.countersign.station.drivers;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.host.bundle.Bundle;
import org.countersign.host.bundle.BundleRefused;
import org.countersign.host.bundle.BundleRefused.Reason;
import org.countersign.host.bundle.DriverClassLoader;
import org.countersign.host.bundle.DriverCode;
import org.countersign.host.bundle.Isolation;
import org.countersign.host.bundle.Manifest;
import org.countersign.host.process.ChildSettings;
import org.countersign.host.process.ProcessDriver;

/**
 * A driver that was found.
 *
 * @param isolation where it runs unless a device's file says otherwise
 * @param heapBytes largest heap of a process of its own
 * @param jars its own; empty if it is on the gateway's class path
 * @param code loaded in the gateway; empty if it has not been
 * @param bundle it came in; empty for a plain folder or the class path
 * @param host the loader that has the driver interface
 * @param caution what a person should always see of its devices
 */
record KnownDriver(
    DriverDescriptor descriptor,
    Isolation isolation,
    long heapBytes,
    List<Path> jars,
    Optional<DriverProvider> code,
    Optional<Bundle> bundle,
    ClassLoader host,
    String caution) {

  KnownDriver {
    jars = List.copyOf(jars);
  }

  static KnownDriver ofBundle(
      Bundle bundle, Optional<DriverProvider> code, ClassLoader host, String caution) {
    Manifest manifest = bundle.manifest();
    return new KnownDriver(
        manifest.descriptor(),
        manifest.isolation(),
        manifest.heapBytes(),
        bundle.jars(),
        code,
        Optional.of(bundle),
        host,
        caution);
  }

  static KnownDriver onClassPath(DriverProvider provider) {
    return new KnownDriver(
        provider.descriptor(),
        Isolation.LOADER,
        Manifest.USUAL_HEAP,
        List.of(),
        Optional.of(provider),
        Optional.empty(),
        KnownDriver.class.getClassLoader(),
        "");
  }

  /** A folder of the installation that holds the driver's jars and no manifest. */
  static KnownDriver plainFolder(String id, Path folder, ClassLoader host)
      throws BundleRefused, IOException {
    List<Path> jars = jars(folder);
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    DriverProvider provider = only(id, new DriverClassLoader(id, urls, host));
    DriverDescriptor descriptor = provider.descriptor();
    Bundle.requireApiLevel(descriptor.apiLevel());
    return new KnownDriver(
        descriptor,
        Isolation.LOADER,
        Manifest.USUAL_HEAP,
        jars,
        Optional.of(provider),
        Optional.empty(),
        host,
        "");
  }

  private static DriverProvider only(String id, ClassLoader loader) throws BundleRefused {
    try {
      for (DriverProvider provider : ServiceLoader.load(DriverProvider.class, loader)) {
        if (provider.getClass().getClassLoader() == loader) {
          return provider;
        }
      }
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      throw new BundleRefused(Reason.CODE, List.of("its code does not load: " + e));
    }
    throw new BundleRefused(Reason.CODE, List.of("it holds no driver of id " + id));
  }

  private static List<Path> jars(Path folder) throws BundleRefused, IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> jars = files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
      for (Path jar : jars) {
        if (Files.getPosixFilePermissions(jar).contains(PosixFilePermission.OTHERS_WRITE)) {
          throw new BundleRefused(
              Reason.FORM, List.of(jar + " is writable by everybody: chmod go-w " + jar));
        }
      }
      return jars;
    }
  }

  boolean hasFolder() {
    return !jars.isEmpty();
  }

  DriverProvider provider(Optional<Isolation> wanted) {
    return switch (wanted.orElse(isolation)) {
      case LOADER -> code.orElseGet(this::loaded);
      case PROCESS ->
          hasFolder()
              ? new ProcessDriver(descriptor, ChildSettings.of(descriptor.id(), jars, heapBytes))
              : new RefusedDriver(
                  descriptor.id(),
                  "driver "
                      + descriptor.id()
                      + " is on the gateway's own class path and cannot run in a process of its"
                      + " own: install it in a folder, or remove isolation");
    };
  }

  private DriverProvider loaded() {
    try {
      return DriverCode.load(bundle.orElseThrow(), host);
    } catch (BundleRefused | IOException e) {
      return new RefusedDriver(
          descriptor.id(), "driver " + descriptor.id() + ": " + e.getMessage());
    }
  }
}
