package org.countersign.station.drivers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.host.bundle.Bundle;
import org.countersign.host.bundle.Bundle.Origin;
import org.countersign.host.bundle.Bundle.Trust;
import org.countersign.host.bundle.BundleRefused;
import org.countersign.host.bundle.BundleSignatures;
import org.countersign.host.bundle.DriverCode;
import org.countersign.host.bundle.Isolation;
import org.countersign.host.bundle.Manifest;
import org.countersign.station.config.KnownDrivers;
import org.countersign.station.config.StationConfig;
import org.countersign.station.discovery.DriverRule;

/**
 * The drivers of a station: those shipped with the installation ({@code drivers/<id>/}), those that
 * were installed for it, and those on the gateway's own class path, in this order. Each has a class
 * loader or a process of its own. What cannot be loaded is a problem that is told, not a reason to
 * stop; a device that wants it stays out of service and says why.
 */
public final class DriverCatalogue implements KnownDrivers {

  private final TreeMap<String, KnownDriver> drivers = new TreeMap<>();
  private final TreeMap<String, String> refusals = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> cautions = new ArrayList<>();
  private final ClassLoader host = DriverCatalogue.class.getClassLoader();

  private DriverCatalogue() {}

  /**
   * Looks for drivers; opens no device.
   *
   * @param shipped with one folder a driver; empty for the class path alone
   */
  public static DriverCatalogue load(Optional<Path> shipped) {
    DriverCatalogue catalogue = new DriverCatalogue();
    shipped.ifPresent(folder -> catalogue.addFolders(folder, catalogue::addShipped));
    catalogue.addClassPath();
    return catalogue;
  }

  /** The drivers of the installation that the system property {@code countersign.home} names. */
  public static DriverCatalogue ofInstallation() {
    return load(
        Optional.ofNullable(System.getProperty("countersign.home"))
            .map(home -> Path.of(home, "drivers")));
  }

  /** These and what was installed for a station. */
  public DriverCatalogue withInstalled(StationConfig.Drivers config, BundleSignatures signatures) {
    DriverCatalogue all = new DriverCatalogue();
    all.drivers.putAll(drivers);
    all.refusals.putAll(refusals);
    all.problems.addAll(problems);
    Trust trust = config.allowUnsigned() ? Trust.UNSIGNED_TOO : Trust.SIGNATURE;
    all.addFolders(
        config.folder(), (id, folder) -> all.addInstalled(id, folder, trust, signatures));
    return all;
  }

  @Override
  public Set<String> ids() {
    return drivers.keySet();
  }

  @Override
  public Optional<DriverDescriptor> descriptor(String id) {
    return Optional.ofNullable(drivers.get(id)).map(KnownDriver::descriptor);
  }

  @Override
  public Optional<String> refusal(String id) {
    return drivers.containsKey(id) ? Optional.empty() : Optional.ofNullable(refusals.get(id));
  }

  /** The driver of that id, where its manifest wants it to run. */
  public Optional<DriverProvider> provider(String id) {
    return provider(id, Optional.empty());
  }

  /**
   * The driver of that id; one that was refused is there and opens nothing.
   *
   * @param isolation where it runs; empty for what its manifest says
   */
  public Optional<DriverProvider> provider(String id, Optional<Isolation> isolation) {
    KnownDriver driver = drivers.get(id);
    return driver == null
        ? refusal(id).map(why -> new RefusedDriver(id, why))
        : Optional.of(driver.provider(isolation));
  }

  /**
   * Where the driver of that id runs; empty if there is none, or it was refused.
   *
   * @param isolation as for {@link #provider(String, Optional)}
   */
  public Optional<Isolation> isolation(String id, Optional<Isolation> isolation) {
    return Optional.ofNullable(drivers.get(id)).map(found -> isolation.orElse(found.isolation()));
  }

  /**
   * Starts the driver of that id anew, in a class loader or a process of its own; its files are
   * judged again. Empty if that cannot be done: it was refused, or is on the gateway's own class
   * path.
   *
   * @param isolation as for {@link #provider(String, Optional)}
   */
  public Optional<Supplier<DriverProvider>> restart(String id, Optional<Isolation> isolation) {
    return Optional.ofNullable(drivers.get(id)).flatMap(driver -> driver.restart(isolation));
  }

  /** Every rule of every driver by which a device that is plugged in belongs to it. */
  public List<DriverRule> rules() {
    List<DriverRule> rules = new ArrayList<>();
    drivers.forEach((id, driver) ->
        driver
            .bundle()
            .ifPresent(bundle ->
                bundle
                    .manifest()
                    .matches()
                    .forEach(match ->
                        rules.add(new DriverRule(id, driver.descriptor().configKeys(), match)))));
    return List.copyOf(rules);
  }

  /** Drivers whose code is in this process, in the order of their ids. */
  public List<DriverProvider> loaded() {
    return drivers.values().stream().flatMap(driver -> driver.code().stream()).toList();
  }

  /** What a person should always see of a device with that driver; empty if nothing. */
  public String caution(String id) {
    return Optional.ofNullable(drivers.get(id)).map(KnownDriver::caution).orElse("");
  }

  /** Bundles that were refused: why, by id. */
  public Map<String, String> refusals() {
    return Map.copyOf(refusals);
  }

  /** What could not be loaded and why. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** What is loaded although it should not be, for a start and a check to say loudly. */
  public List<String> cautions() {
    return List.copyOf(cautions);
  }

  private void addFolders(Path parent, BiConsumer<String, Path> adding) {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (Stream<Path> folders = Files.list(parent)) {
      folders
          .filter(Files::isDirectory)
          .sorted()
          .forEach(folder -> adding.accept(String.valueOf(folder.getFileName()), folder));
    } catch (IOException e) {
      problems.add("drivers in " + parent + " cannot be listed: " + e.getMessage());
    }
  }

  private void addShipped(String id, Path folder) {
    try {
      if (Files.exists(folder.resolve(Manifest.FILE))) {
        addBundle(id, () -> Bundle.read(folder, Trust.SHIPPED, BundleSignatures.nobody()));
      } else {
        add(id, KnownDriver.plainFolder(id, folder, host));
      }
    } catch (BundleRefused | IOException e) {
      refuse(id, folder, e);
    }
  }

  private void addInstalled(String id, Path folder, Trust trust, BundleSignatures signatures) {
    KnownDriver other = drivers.get(id);
    if (other != null && other.hasFolder()) {
      problems.add(
          "driver in "
              + folder
              + " is left out: driver "
              + id
              + " came with the gateway; remove "
              + folder);
      return;
    }
    try {
      addBundle(id, () -> Bundle.read(folder, trust, signatures));
    } catch (BundleRefused | IOException e) {
      refuse(id, folder, e);
    }
  }

  /** Reads and judges a bundle. */
  @FunctionalInterface
  private interface Reading {
    Bundle read() throws BundleRefused, IOException;
  }

  private void addBundle(String id, Reading reading) throws BundleRefused, IOException {
    Bundle bundle = reading.read();
    requireName(id, bundle.manifest().id());
    Optional<DriverProvider> code =
        bundle.manifest().isolation() == Isolation.LOADER
            ? Optional.of(DriverCode.load(bundle, host))
            : Optional.empty();
    String caution = "";
    if (bundle.origin() instanceof Origin.Unsigned unsigned) {
      caution = "its driver is not signed and runs in developer mode";
      cautions.add(
          "WARNING: driver "
              + id
              + " runs although "
              + unsigned.why()
              + "; [drivers] allow-unsigned-drivers is on, which is for development");
    }
    add(
        id,
        KnownDriver.ofBundle(
            bundle, code, () -> DriverCode.load(reading.read(), host), host, caution));
  }

  private static void requireName(String folder, String id) throws BundleRefused {
    if (!folder.equals(id)) {
      throw new BundleRefused(
          BundleRefused.Reason.FORM, List.of("it calls itself " + id + ": rename its folder"));
    }
  }

  private void add(String id, KnownDriver driver) throws BundleRefused {
    requireName(id, driver.descriptor().id());
    refusals.remove(id);
    drivers.put(id, driver);
  }

  private void refuse(String id, Path folder, Exception why) {
    String problem = "driver in " + folder + " is refused: " + why.getMessage();
    problems.add(problem);
    refusals.putIfAbsent(id, problem);
    drivers.remove(id); // Whoever installed one does not mean that of the class path.
  }

  private void addClassPath() {
    try {
      for (DriverProvider provider : ServiceLoader.load(DriverProvider.class, host)) {
        String id = provider.descriptor().id();
        if (!refusals.containsKey(id)) {
          drivers.putIfAbsent(id, KnownDriver.onClassPath(provider));
        }
      }
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      problems.add("driver on the class path does not load: " + e);
    }
  }
}
