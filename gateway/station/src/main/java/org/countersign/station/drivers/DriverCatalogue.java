package org.countersign.station.drivers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.host.bundle.DriverClassLoader;
import org.countersign.station.config.KnownDrivers;

/**
 * The drivers of an installation: every folder {@code drivers/<id>/} with its jars, each in a class
 * loader of its own, and those on the gateway's own class path. A folder comes before the class
 * path. What cannot be loaded is a problem that is told, not a reason to stop.
 */
public final class DriverCatalogue implements KnownDrivers {

  private final TreeMap<String, DriverProvider> providers = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final ClassLoader host;

  private DriverCatalogue(ClassLoader host) {
    this.host = host;
  }

  /**
   * Looks for drivers; opens no device.
   *
   * @param folder with one folder a driver; empty for the class path alone
   */
  public static DriverCatalogue load(Optional<Path> folder) {
    DriverCatalogue catalogue = new DriverCatalogue(DriverCatalogue.class.getClassLoader());
    folder.filter(Files::isDirectory).ifPresent(catalogue::addFolders);
    catalogue.addProviders("the class path", catalogue.host, Optional.empty());
    return catalogue;
  }

  /** The drivers of the installation that the system property {@code countersign.home} names. */
  public static DriverCatalogue ofInstallation() {
    return load(
        Optional.ofNullable(System.getProperty("countersign.home"))
            .map(home -> Path.of(home, "drivers")));
  }

  @Override
  public Set<String> ids() {
    return providers.keySet();
  }

  /** The driver of that id. */
  public Optional<DriverProvider> provider(String id) {
    return Optional.ofNullable(providers.get(id));
  }

  @Override
  public Optional<DriverDescriptor> descriptor(String id) {
    return provider(id).map(DriverProvider::descriptor);
  }

  /** What could not be loaded and why. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  private void addFolders(Path folder) {
    try (Stream<Path> folders = Files.list(folder)) {
      folders.filter(Files::isDirectory).sorted().forEach(this::addFolder);
    } catch (IOException e) {
      problems.add("drivers in " + folder + " cannot be listed: " + e.getMessage());
    }
  }

  private void addFolder(Path folder) {
    String id = String.valueOf(folder.getFileName());
    try {
      List<URL> jars = jars(folder);
      addProviders(folder.toString(), new DriverClassLoader(id, jars, host), Optional.of(id));
    } catch (IOException | UncheckedIOException e) {
      problems.add("driver " + folder + " cannot be read: " + e.getMessage());
    }
  }

  private List<URL> jars(Path folder) throws IOException {
    List<URL> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path jar : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
        if (writableByOthers(jar)) {
          problems.add(
              "driver jar "
                  + jar
                  + " is writable by everybody and was left out: chmod go-w "
                  + jar);
        } else {
          jars.add(url(jar));
        }
      }
    }
    return jars;
  }

  private static boolean writableByOthers(Path jar) throws IOException {
    return Files.getPosixFilePermissions(jar).contains(PosixFilePermission.OTHERS_WRITE);
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addProviders(String place, ClassLoader loader, Optional<String> expectedId) {
    int before = providers.size();
    try {
      for (DriverProvider provider : ServiceLoader.load(DriverProvider.class, loader)) {
        add(place, provider, expectedId);
      }
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      problems.add("driver in " + place + " does not load: " + e);
      return;
    }
    if (expectedId.isPresent() && providers.size() == before) {
      problems.add("driver folder " + place + " holds no driver of id " + expectedId.get());
    }
  }

  private void add(String place, DriverProvider provider, Optional<String> expectedId) {
    DriverDescriptor descriptor = provider.descriptor();
    if (descriptor.apiLevel() > DriverDescriptor.API_LEVEL) {
      problems.add(
          "driver "
              + descriptor.id()
              + " in "
              + place
              + " needs driver API level "
              + descriptor.apiLevel()
              + ", this gateway has "
              + DriverDescriptor.API_LEVEL
              + ": install a newer gateway or an older driver");
    } else if (expectedId.isPresent() && !expectedId.get().equals(descriptor.id())) {
      problems.add(
          "driver in " + place + " calls itself " + descriptor.id() + ": rename its folder");
    } else {
      providers.putIfAbsent(descriptor.id(), provider);
    }
  }
}
