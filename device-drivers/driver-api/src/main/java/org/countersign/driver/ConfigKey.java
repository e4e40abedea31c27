package org.countersign.driver;

import java.util.Optional;

/**
 * One setting of a driver.
 *
 * @param name key in the device's file, in kebab case
 * @param type how its text is checked before the driver sees it
 * @param defaultValue text used when the key is absent; empty if the key has no default
 * @param required whether the key must be present
 * @param help one sentence for the person who writes the file
 */
public record ConfigKey(
    String name, Type type, Optional<String> defaultValue, boolean required, String help) {

  /** How a setting's text reads. */
  public enum Type {
    TEXT,
    /** A decimal whole number. */
    INTEGER,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** A number with its unit: {@code 250us}, {@code 20ms}, {@code 5s}, {@code 2m}. */
    DURATION,
    /** A path, made absolute against the configuration's folder. */
    PATH,
    /**
     * Where a device is reached: the path of a serial port ({@code
     * /dev/serial/by-id/usb-ACME_E100_00017-if00}) or {@code tcp://host:port}, for {@link
     * org.countersign.driver.link.Links#open}.
     */
    LINK
  }

  /** A key that must be present. */
  public static ConfigKey required(String name, Type type, String help) {
    return new ConfigKey(name, type, Optional.empty(), true, help);
  }

  /** A key that may be absent and then has no value. */
  public static ConfigKey optional(String name, Type type, String help) {
    return new ConfigKey(name, type, Optional.empty(), false, help);
  }

  /** A key with a default. */
  public static ConfigKey withDefault(String name, Type type, String defaultValue, String help) {
    return new ConfigKey(name, type, Optional.of(defaultValue), false, help);
  }
}
