package org.countersign.host.bundle;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DriverDescriptor;
import org.countersign.toml.Problems;
import org.countersign.toml.TomlFile;

/**
 * What {@value #FILE} says of a driver, so that a gateway knows it without running its code.
 *
 * @param id {@code [a-z0-9-]{1,32}}; also the name of the folder it is installed in
 * @param vendor who answers for it
 * @param version semantic version of the driver
 * @param apiLevel level of the driver interface it was written for
 * @param models device models it drives
 * @param isolation where it runs unless the device's file says otherwise
 * @param heapBytes largest heap of its process; no meaning in the gateway's own
 * @param description one sentence
 * @param config the keys of its settings, in the order of the file
 * @param matches rules for devices that are plugged in
 * @param firmwareFileTypes kinds of firmware files that its devices take; empty if none
 */
public record Manifest(
    String id,
    String vendor,
    String version,
    int apiLevel,
    List<String> models,
    Isolation isolation,
    long heapBytes,
    String description,
    List<ConfigKey> config,
    List<Match> matches,
    Set<Integer> firmwareFileTypes) {

  /** Name of the file, at the top of a bundle. */
  public static final String FILE = "driver.toml";

  /** Heap of a driver's process unless the manifest says otherwise. */
  public static final long USUAL_HEAP = 32L << 20;

  public Manifest {
    models = List.copyOf(models);
    config = List.copyOf(config);
    matches = List.copyOf(matches);
    firmwareFileTypes = Set.copyOf(firmwareFileTypes);
  }

  /**
   * Reads it strictly.
   *
   * @param folder of the bundle
   * @param problems receives everything that is wrong, at its place in the file
   * @return empty if anything is wrong
   */
  public static Optional<Manifest> read(Path folder, Problems problems) {
    int before = problems.count();
    Optional<Manifest> read =
        TomlFile.read(folder.resolve(FILE), FILE, folder, problems)
            .map(section -> new ManifestReader(section).read());
    return problems.count() == before ? read : Optional.empty();
  }

  /** The same in the driver interface's words. */
  public DriverDescriptor descriptor() {
    return new DriverDescriptor(id, vendor, version, apiLevel, models, config);
  }
}
