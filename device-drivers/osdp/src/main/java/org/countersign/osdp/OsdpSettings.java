package org.countersign.osdp;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.LineSettings;

/**
 * A reader's settings.
 *
 * @param port serial port or {@code tcp://host:port}
 * @param baud bits a second
 * @param comsetFrom speed at which a reader is looked for that does not answer at {@code baud}
 * @param address 0 to 126
 * @param keyFile where SCBK is
 * @param previousKeyFile where the key is that SCBK takes the place of
 * @param install whether a reader with SCBK-D is given SCBK
 * @param crc CRC-16 instead of the checksum
 * @param smartCard whether XWR and XRD are used
 * @param slot the reader's number for its smart card reader
 * @param fileType of firmware; without it firmware is left alone
 * @param ignoreTamper whether a reader that reports tampering is used
 * @param replyTime how long until it begins to answer
 * @param poll pause between two polls
 */
record OsdpSettings(
    String port,
    int baud,
    Optional<Integer> comsetFrom,
    int address,
    Path keyFile,
    Optional<Path> previousKeyFile,
    boolean install,
    boolean crc,
    boolean smartCard,
    int slot,
    Optional<Integer> fileType,
    boolean ignoreTamper,
    Duration replyTime,
    Duration poll) {

  static final List<ConfigKey> KEYS =
      List.of(
          ConfigKey.required(
              "port", ConfigKey.Type.LINK, "Serial port of the RS-485 line, or tcp://host:port."),
          ConfigKey.withDefault(
              "baud", ConfigKey.Type.INTEGER, "9600", "Bits a second: 9600 to 230400."),
          ConfigKey.optional(
              "comset-from",
              ConfigKey.Type.INTEGER,
              "A reader that is silent at baud is looked for at this speed and set to baud."),
          ConfigKey.withDefault(
              "address",
              ConfigKey.Type.INTEGER,
              "0",
              "The reader's address on its line, 0 to 126."),
          ConfigKey.required(
              "key-file",
              ConfigKey.Type.PATH,
              "File of mode 0600 with the reader's key SCBK, 32 hexadecimal digits."),
          ConfigKey.optional(
              "previous-key-file",
              ConfigKey.Type.PATH,
              "The key that a reader may still have; it is then set to the one in key-file."),
          ConfigKey.withDefault(
              "install",
              ConfigKey.Type.BOOLEAN,
              "false",
              "Gives a reader that still has the default key SCBK-D its own; false again after."),
          ConfigKey.withDefault(
              "crc",
              ConfigKey.Type.BOOLEAN,
              "true",
              "CRC-16; false for old readers with checksum alone."),
          ConfigKey.withDefault(
              "smart-card",
              ConfigKey.Type.BOOLEAN,
              "false",
              "Talks to chips in transparent mode (XWR, XRD); read the driver's README first."),
          ConfigKey.withDefault(
              "slot",
              ConfigKey.Type.INTEGER,
              "0",
              "Which of the reader's smart card readers, 0 to 255."),
          ConfigKey.optional(
              "file-type",
              ConfigKey.Type.INTEGER,
              "The vendor's FILETRANSFER type of firmware, 0 to 255; without it no firmware."),
          ConfigKey.withDefault(
              "ignore-tamper",
              ConfigKey.Type.BOOLEAN,
              "false",
              "Uses a reader although it reports that its case is open."),
          ConfigKey.withDefault(
              "reply-time",
              ConfigKey.Type.DURATION,
              "200ms",
              "How long the reader may take until it begins to answer."),
          ConfigKey.withDefault(
              "poll",
              ConfigKey.Type.DURATION,
              "50ms",
              "Pause between two polls while waiting for a card."));

  /**
   * Reads them.
   *
   * @param config as in the driver's context
   * @throws DeviceException {@link Fault#CONFIGURATION} if a number is out of its range
   */
  static OsdpSettings of(Map<String, String> config) throws DeviceException {
    return new OsdpSettings(
        text(config, "port"),
        number(config, "baud", 9600, 230_400),
        config.containsKey("comset-from")
            ? Optional.of(number(config, "comset-from", 9600, 230_400))
            : Optional.empty(),
        number(config, "address", 0, 126),
        Path.of(text(config, "key-file")),
        Optional.ofNullable(config.get("previous-key-file")).map(Path::of),
        Boolean.parseBoolean(text(config, "install")),
        Boolean.parseBoolean(text(config, "crc")),
        Boolean.parseBoolean(text(config, "smart-card")),
        number(config, "slot", 0, 255),
        config.containsKey("file-type")
            ? Optional.of(number(config, "file-type", 0, 255))
            : Optional.empty(),
        Boolean.parseBoolean(text(config, "ignore-tamper")),
        micros(config, "reply-time"),
        micros(config, "poll"));
  }

  LineSettings line() {
    return LineSettings.of(baud);
  }

  private static String text(Map<String, String> config, String key) throws DeviceException {
    String text = config.get(key);
    if (text == null) {
      throw refused(key + " is missing");
    }
    return text;
  }

  private static int number(Map<String, String> config, String key, int least, int most)
      throws DeviceException {
    String text = text(config, key);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw refused(key + " is no number: " + text);
    }
    throw refused("%s is %d to %d, not %s".formatted(key, least, most, text));
  }

  private static Duration micros(Map<String, String> config, String key) throws DeviceException {
    long micros = number(config, key, 1000, 10_000_000);
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  private static DeviceException refused(String why) {
    return new DeviceException(Fault.CONFIGURATION, Effect.NONE, "", "OSDP reader: " + why);
  }
}
