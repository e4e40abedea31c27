package org.countersign.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * The settings of a virtual encoder.
 *
 * @param card what its hopper holds
 * @param hopper blanks in it
 * @param threshold count at which it is low
 * @param latency how long things take
 * @param maxData bytes of data in a command or response; up to 255 means short APDUs only
 * @param faults what goes wrong
 * @param tray name of its {@link CardTray}
 */
record EncoderConfig(
    CardSpec card,
    int hopper,
    int threshold,
    Latency latency,
    int maxData,
    FaultPlan faults,
    String tray) {

  private static final int MAX_DATA = 32_000;

  static List<ConfigKey> keys() {
    return List.of(
        ConfigKey.withDefault(
            "chip", ConfigKey.Type.TEXT, "lds", "Kind of cards: lds, file or kit."),
        ConfigKey.withDefault("hopper", ConfigKey.Type.INTEGER, "100", "Blanks in the hopper."),
        ConfigKey.withDefault(
            "low", ConfigKey.Type.INTEGER, "10", "Count at which the hopper is low."),
        ConfigKey.optional(
            "transport-key",
            ConfigKey.Type.TEXT,
            "Transport master key in hex; the test key if absent."),
        ConfigKey.withDefault(
            "key-diversification", ConfigKey.Type.TEXT, "none", "Keys of a chip: none or kdf3."),
        ConfigKey.withDefault("scp03-mode", ConfigKey.Type.TEXT, "s8", "SCP03 mode: s8 or s16."),
        ConfigKey.withDefault(
            "key-size", ConfigKey.Type.INTEGER, "128", "AES bits: 128, 192 or 256."),
        ConfigKey.optional(
            "memory", ConfigKey.Type.INTEGER, "Bytes for files on a card; 64 to 1000000."),
        ConfigKey.withDefault(
            "latency-apdu", ConfigKey.Type.DURATION, "0us", "Time of one command."),
        ConfigKey.withDefault("latency-byte", ConfigKey.Type.DURATION, "0us", "Time of one byte."),
        ConfigKey.withDefault(
            "latency-page", ConfigKey.Type.DURATION, "0us", "Time of one EEPROM page."),
        ConfigKey.withDefault(
            "latency-feed", ConfigKey.Type.DURATION, "0us", "Time to move a card."),
        ConfigKey.withDefault(
            "max-apdu",
            ConfigKey.Type.INTEGER,
            Integer.toString(VirtualReader.DEFAULT_MAX_DATA),
            "Bytes of data that the reader carries; 255 means short APDUs only."),
        ConfigKey.withDefault(
            "fault", ConfigKey.Type.TEXT, "", "Faults, for example pull@17 card=3."),
        ConfigKey.withDefault(
            "tray", ConfigKey.Type.TEXT, "exit", "Name of the tray that cards end in."));
  }

  /** Reads the settings; all that is wrong is told at once, {@link Fault#CONFIGURATION}. */
  static EncoderConfig read(String deviceId, Map<String, String> settings) throws DeviceException {
    Reading reading = new Reading(settings);
    EncoderConfig config = reading.config();
    if (!reading.problems.isEmpty()) {
      throw new DeviceException(
          Fault.CONFIGURATION,
          Effect.NONE,
          "",
          "simulator " + deviceId + ": " + String.join("; ", reading.problems));
    }
    return config;
  }

  private static final class Reading {

    private final Map<String, String> settings;
    private final List<String> problems = new ArrayList<>();

    Reading(Map<String, String> settings) {
      this.settings = settings;
    }

    EncoderConfig config() {
      return new EncoderConfig(
          card(),
          number("hopper", 100, 0, 1_000_000),
          number("low", 10, 0, 1_000_000),
          latency(),
          number("max-apdu", VirtualReader.DEFAULT_MAX_DATA, 255, MAX_DATA),
          faults(),
          text("tray", "exit"));
    }

    private CardSpec card() {
      CardKind kind =
          CardKind.valueOf(choice("chip", "lds", "file", "kit").toUpperCase(Locale.ROOT));
      int keySize = Integer.parseInt(choice("key-size", "128", "192", "256")) / 8;
      boolean derive = choice("key-diversification", "none", "kdf3").equals("kdf3");
      boolean sixteen = choice("scp03-mode", "s8", "s16").equals("s16");
      int memory = number("memory", kind.defaultMemory(), 64, 1_000_000);
      Bytes key = masterKey(kind == CardKind.FILE ? 16 : keySize);
      CardSpec made = CardSpec.blank(kind).withMemory(memory);
      try {
        made = made.withKeySize(keySize == 16 || kind == CardKind.LDS ? keySize : 16);
        made = made.withMasterKey(key, derive);
      } catch (IllegalArgumentException e) {
        problems.add("transport-key: " + e.getMessage());
      }
      return sixteen ? made.withS16() : made;
    }

    private Bytes masterKey(int size) {
      String hex = settings.get("transport-key");
      if (hex == null) {
        return CardSpec.testKey(size);
      }
      try {
        return Bytes.hex(hex);
      } catch (IllegalArgumentException e) {
        // The cause would quote the key.
        problems.add("transport-key: not pairs of hexadecimal digits");
        return CardSpec.testKey(size);
      }
    }

    private Latency latency() {
      return new Latency(
          duration("latency-apdu"),
          duration("latency-byte"),
          duration("latency-page"),
          duration("latency-feed"));
    }

    private FaultPlan faults() {
      try {
        return FaultPlan.parse(text("fault", ""));
      } catch (IllegalArgumentException e) {
        problems.add("fault: " + e.getMessage());
        return FaultPlan.none();
      }
    }

    private Duration duration(String key) {
      return Duration.ofNanos(1_000L * number(key, 0, 0, 600_000_000));
    }

    private int number(String key, int otherwise, int least, int most) {
      String text = settings.get(key);
      Optional<Integer> value = text == null ? Optional.of(otherwise) : parsed(text);
      if (value.isPresent() && value.get() >= least && value.get() <= most) {
        return value.get();
      }
      problems.add("%s: '%s'; %d to %d".formatted(key, text, least, most));
      return otherwise;
    }

    private static Optional<Integer> parsed(String text) {
      try {
        return Optional.of(Integer.parseInt(text.strip()));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    /** One of the words; the first is the default. */
    private String choice(String key, String... words) {
      String text = text(key, words[0]).strip().toLowerCase(Locale.ROOT);
      if (List.of(words).contains(text)) {
        return text;
      }
      problems.add("%s: '%s'; one of %s".formatted(key, text, String.join(", ", words)));
      return words[0];
    }

    private String text(String key, String otherwise) {
      return settings.getOrDefault(key, otherwise);
    }
  }
}
