package org.countersign.encoderprinter;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * What a device's file says.
 *
 * @param link where the service is reached
 * @param printer the printer's name as the service knows it
 * @param dialect how it is spoken to
 * @param station where chips are talked to after feeding
 * @param answerTime longest time for an answer that moves nothing and asks no chip
 */
record Settings(String link, String printer, Dialect dialect, Place station, Duration answerTime) {

  static final List<ConfigKey> KEYS =
      List.of(
          ConfigKey.required(
              "link",
              ConfigKey.Type.LINK,
              "Where the printer's service is reached: tcp://host:port."),
          ConfigKey.withDefault(
              "printer",
              ConfigKey.Type.TEXT,
              "printer",
              "The printer's name as the service knows it, if it serves more than one."),
          ConfigKey.withDefault(
              "dialect",
              ConfigKey.Type.TEXT,
              "evolis-like",
              "How the service is spoken to: the name of a table that is shipped with the driver."),
          ConfigKey.optional(
              "dialect-file",
              ConfigKey.Type.PATH,
              "A table of your own instead, a copy with changes."),
          ConfigKey.withDefault(
              "station",
              ConfigKey.Type.TEXT,
              "contact",
              "Where a card is taken from the hopper: contact or contactless."),
          ConfigKey.withDefault(
              "answer-time",
              ConfigKey.Type.DURATION,
              "3s",
              "Longest wait for an answer that moves no card and asks no chip."));

  static Settings of(Map<String, String> config) throws DeviceException {
    String file = config.getOrDefault("dialect-file", "");
    Dialect dialect =
        file.isEmpty()
            ? Dialect.named(config.getOrDefault("dialect", "evolis-like"))
            : Dialect.in(Path.of(file));
    return new Settings(
        text(config, "link"),
        text(config, "printer"),
        dialect,
        station(text(config, "station")),
        Duration.ofNanos(Long.parseLong(text(config, "answer-time")) * 1_000));
  }

  private static String text(Map<String, String> config, String key) throws DeviceException {
    String value = config.get(key);
    if (value == null) {
      throw wrong("'" + key + "' is missing");
    }
    return value;
  }

  private static Place station(String word) throws DeviceException {
    return switch (word) {
      case "contact" -> Place.CONTACT;
      case "contactless" -> Place.CONTACTLESS;
      default -> throw wrong("station is contact or contactless, not '" + word + "'");
    };
  }

  private static DeviceException wrong(String what) {
    return new DeviceException(
        Fault.CONFIGURATION, Effect.NONE, "", "reading the printer's settings: " + what);
  }
}
