package org.countersign.pn532;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.LineSettings;

/**
 * The settings of one device.
 *
 * @param port path of the serial port, or {@code tcp://host:port}
 * @param speed bits a second after opening
 * @param controlLines whether DTR and RTS are on
 * @param pollInterval time between two looks for a card
 * @param slowestCommand longest that a card works on one command
 * @param careful whether the line is known to be bad
 * @param maxApduData most data bytes of an APDU
 */
record Pn532Settings(
    String port,
    int speed,
    boolean controlLines,
    Duration pollInterval,
    Duration slowestCommand,
    boolean careful,
    int maxApduData) {

  /** Speed of the chip after it got its power. */
  static final int FIRST_SPEED = 115_200;

  private static final String PORT = "port";
  private static final String SPEED = "speed";
  private static final String CONTROL_LINES = "control-lines";
  private static final String POLL_INTERVAL = "poll-interval";
  private static final String SLOWEST_COMMAND = "slowest-command";
  private static final String BAD_LINE = "bad-line";
  private static final String MAX_APDU_DATA = "max-apdu-data";
  private static final int MOST_APDU_DATA = 65_536;

  static final List<ConfigKey> KEYS =
      List.of(
          ConfigKey.required(
              PORT,
              ConfigKey.Type.LINK,
              "serial port of the PN532, best by its name under /dev/serial/by-id, or"
                  + " tcp://host:port of a serial device server set to 115200 baud"),
          ConfigKey.withDefault(
              SPEED,
              ConfigKey.Type.INTEGER,
              "115200",
              "baud to change to after opening, 9600 to 1288000; not used over tcp"),
          ConfigKey.withDefault(
              CONTROL_LINES,
              ConfigKey.Type.BOOLEAN,
              "true",
              "whether DTR and RTS are on; false for boards that hold the chip in reset by them"),
          ConfigKey.withDefault(
              POLL_INTERVAL,
              ConfigKey.Type.DURATION,
              "200ms",
              "time between two looks for a card; the field is off in between"),
          ConfigKey.withDefault(
              SLOWEST_COMMAND,
              ConfigKey.Type.DURATION,
              "2s",
              "longest that a card works on one command; until then a command without"
                  + " acknowledgement counts as one that the card may be running"),
          ConfigKey.withDefault(
              BAD_LINE,
              ConfigKey.Type.BOOLEAN,
              "false",
              "true prepares for lost frames from the first command on, not from the first loss;"
                  + " it costs one more exchange with the chip for each command"),
          ConfigKey.withDefault(
              MAX_APDU_DATA,
              ConfigKey.Type.INTEGER,
              "65536",
              "most data bytes of an APDU, 1 to 65536; 255 or less for short APDUs alone"));

  static Pn532Settings of(Map<String, String> config) throws DeviceException {
    String port = text(config, PORT).strip();
    if (port.isEmpty()) {
      throw wrong(PORT, "is missing; name a serial port or tcp://host:port");
    }
    int speed = number(config, SPEED);
    if (!Pn532Chip.hasSpeed(speed)) {
      throw wrong(
          SPEED,
          "is " + speed + "; 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600 or 1288000");
    }
    int data = number(config, MAX_APDU_DATA);
    if (data < 1 || data > MOST_APDU_DATA) {
      throw wrong(MAX_APDU_DATA, "is " + data + "; 1 to " + MOST_APDU_DATA);
    }
    return new Pn532Settings(
        port,
        speed,
        Boolean.parseBoolean(text(config, CONTROL_LINES)),
        duration(config, POLL_INTERVAL),
        duration(config, SLOWEST_COMMAND),
        Boolean.parseBoolean(text(config, BAD_LINE)),
        data);
  }

  /** The line at that speed. */
  LineSettings line(int baud) {
    return LineSettings.of(baud).withLines(controlLines, controlLines);
  }

  /** Whether the far end has a speed of its own that nobody here can change. */
  boolean isNetwork() {
    return port.startsWith("tcp:");
  }

  private static String text(Map<String, String> config, String key) {
    return config.getOrDefault(key, "");
  }

  private static int number(Map<String, String> config, String key) throws DeviceException {
    try {
      return Integer.parseInt(text(config, key));
    } catch (NumberFormatException e) {
      throw wrong(key, "is \"" + text(config, key) + "\"; write a whole number");
    }
  }

  private static Duration duration(Map<String, String> config, String key) throws DeviceException {
    try {
      return Duration.of(Long.parseLong(text(config, key)), ChronoUnit.MICROS);
    } catch (NumberFormatException e) {
      throw wrong(key, "is \"" + text(config, key) + "\"; write a time, for example 200ms");
    }
  }

  private static DeviceException wrong(String key, String what) {
    return new DeviceException(
        Fault.CONFIGURATION, Effect.NONE, "", "setting '" + key + "' " + what);
  }
}
