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
import java.util.function.Supplier;
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
 * @param anew loads it once more from where it was found; empty if it cannot be
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
    Optional<Loading> anew,
    ClassLoader host,
    String caution) {

  /** Loads a driver's code, judging its files as at the first time. */
  @FunctionalInterface
  interface Loading {
    DriverProvider load() throws BundleRefused, IOException;
  }

  KnownDriver {
    jars = List.copyOf(jars);
  }

  static KnownDriver ofBundle(
      Bundle bundle,
      Optional<DriverProvider> code,
      Loading anew,
      ClassLoader host,
      String caution) {
    Manifest manifest = bundle.manifest();
    return new KnownDriver(
        manifest.descriptor(),
        manifest.isolation(),
        manifest.heapBytes(),
        bundle.jars(),
        code,
        Optional.of(bundle),
        Optional.of(anew),
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
        Optional.of(() -> plainFolder(id, folder, host).code().orElseThrow()),
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

  /** What starts the driver anew; empty if nothing can. */
  Optional<Supplier<DriverProvider>> restart(Optional<Isolation> wanted) {
    return switch (wanted.orElse(isolation)) {
      case LOADER -> anew.map(loading -> () -> reloaded(loading));
      case PROCESS -> {
        DriverProvider driver = provider(wanted); // Each opening starts a process.
        yield hasFolder() ? Optional.of(() -> driver) : Optional.empty();
      }
    };
  }

  private DriverProvider reloaded(Loading loading) {
    try {
      DriverProvider provider = loading.load();
      if (provider.descriptor().equals(descriptor)) {
        return provider;
      }
      return new RefusedDriver(
          descriptor.id(),
          "driver "
              + descriptor.id()
              + " was exchanged for version "
              + provider.descriptor().version()
              + ": restart the gateway to use it");
    } catch (BundleRefused | IOException e) {
      return new RefusedDriver(
          descriptor.id(), "driver " + descriptor.id() + " is not loaded anew: " + e.getMessage());
    }
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
