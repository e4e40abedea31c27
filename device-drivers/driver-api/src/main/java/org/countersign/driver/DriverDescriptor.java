package org.countersign.driver;

import java.util.List;

/**
 * What a driver is.
 *
 * @param id lower-case word by which configuration names the driver, for example {@code pcsc}
 * @param vendor who answers for it
 * @param version the driver's own version
 * @param apiLevel the level of this interface it was written for; see {@link #API_LEVEL}
 * @param models device models it drives, in the vendor's words
 * @param configKeys every key it understands; any other key is refused before {@link
 *     DriverProvider#open}
 */
public record DriverDescriptor(
    String id,
    String vendor,
    String version,
    int apiLevel,
    List<String> models,
    List<ConfigKey> configKeys) {

  /** Level of the interface in this jar. It grows by one with every new capability. */
  public static final int API_LEVEL = 1;

  public DriverDescriptor {
    models = List.copyOf(models);
    configKeys = List.copyOf(configKeys);
  }
}
