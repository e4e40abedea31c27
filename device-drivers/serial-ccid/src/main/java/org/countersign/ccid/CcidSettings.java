package org.countersign.ccid;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.ConfigKey.Type;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * What a device's file says of the reader.
 *
 * @param voltages bPowerSelect in the order tried: 0 the reader chooses, 1 5 V, 2 3 V, 3 1.8 V
 * @param poll pause between two questions whether a card is there
 */
record CcidSettings(
    String port,
    ReaderProfile profile,
    int baud,
    int slot,
    Exchanged exchange,
    CardChoice protocol,
    List<Integer> voltages,
    Duration poll) {

  /** What one XfrBlock holds (CCID 5.1, dwFeatures). */
  enum Exchanged {
    TPDU,
    SHORT_APDU,
    EXTENDED_APDU
  }

  /** Which protocol a card that offers two is to speak. */
  enum CardChoice {
    AUTO,
    T0,
    T1
  }

  /** Bytes of the longest CCID message of these readers. */
  static final int GREATEST_MESSAGE = 271;

  private static final Map<String, Integer> VOLTAGES =
      Map.of("auto", 0, "5v", 1, "3v", 2, "1.8v", 3);

  static final List<ConfigKey> KEYS =
      List.of(
          ConfigKey.required("port", Type.LINK, "Serial port or tcp://host:port of the reader."),
          ConfigKey.withDefault(
              "framing",
              Type.TEXT,
              "gempc-twin",
              "How messages are framed: gempc-twin (Gemalto, Thales) or acs."),
          ConfigKey.withDefault(
              "slot",
              Type.INTEGER,
              "0",
              "The reader's slot, from 0; an ACR1281S has its antenna at 0 and its contacts at 1."),
          ConfigKey.optional(
              "baud",
              Type.INTEGER,
              "Speed to work at; 115200 if absent. An acs reader starts at 9600 and is told."),
          ConfigKey.optional(
              "exchange",
              Type.TEXT,
              "What the reader takes: tpdu (as gempc-twin), short-apdu (as acs) or extended-apdu."),
          ConfigKey.withDefault(
              "protocol",
              Type.TEXT,
              "auto",
              "Protocol of a contact card that offers both: t0, t1 or auto, which is t1."),
          ConfigKey.optional(
              "voltage", Type.TEXT, "Supplies to try, in order, with commas: auto, 5v, 3v, 1.8v."),
          ConfigKey.withDefault(
              "poll", Type.DURATION, "200ms", "Pause between two looks for a card."));

  CcidSettings {
    voltages = List.copyOf(voltages);
  }

  static CcidSettings parse(Map<String, String> config) throws DeviceException {
    ReaderProfile profile =
        switch (text(config, "framing", "gempc-twin")) {
          case "gempc-twin" -> new TwinReader();
          case "acs" -> new AcsReader();
          default -> throw wrong(config, "framing", "gempc-twin or acs");
        };
    int baud = number(config, "baud", profile.usualBaud());
    if (!profile.speeds().contains(baud)) {
      throw wrong(config, "baud", "one of " + profile.speeds());
    }
    int slot = number(config, "slot", 0);
    if (slot < 0 || slot > 15) {
      throw wrong(config, "slot", "0 to 15");
    }
    return new CcidSettings(
        required(config, "port"),
        profile,
        baud,
        slot,
        exchanged(config, profile),
        choice(config),
        voltages(config, profile),
        poll(config));
  }

  private static Exchanged exchanged(Map<String, String> config, ReaderProfile profile)
      throws DeviceException {
    return switch (text(config, "exchange", "")) {
      case "" -> profile.usualExchange();
      case "tpdu" -> Exchanged.TPDU;
      case "short-apdu" -> Exchanged.SHORT_APDU;
      case "extended-apdu" -> Exchanged.EXTENDED_APDU;
      default -> throw wrong(config, "exchange", "tpdu, short-apdu or extended-apdu");
    };
  }

  private static CardChoice choice(Map<String, String> config) throws DeviceException {
    return switch (text(config, "protocol", "auto")) {
      case "auto" -> CardChoice.AUTO;
      case "t0" -> CardChoice.T0;
      case "t1" -> CardChoice.T1;
      default -> throw wrong(config, "protocol", "auto, t0 or t1");
    };
  }

  private static List<Integer> voltages(Map<String, String> config, ReaderProfile profile)
      throws DeviceException {
    List<Integer> chosen = new ArrayList<>();
    for (String word : text(config, "voltage", profile.usualVoltages()).split(",", -1)) {
      Integer select = VOLTAGES.get(word.strip());
      if (select == null) {
        throw wrong(config, "voltage", "auto, 5v, 3v, 1.8v with commas between");
      }
      chosen.add(select);
    }
    return chosen;
  }

  private static Duration poll(Map<String, String> config) throws DeviceException {
    int micros = number(config, "poll", 200_000);
    if (micros < 10_000 || micros > 5_000_000) {
      throw wrong(config, "poll", "10ms to 5s");
    }
    return Duration.ofNanos(micros * 1_000L);
  }

  private static int number(Map<String, String> config, String key, int otherwise)
      throws DeviceException {
    String text = text(config, key, String.valueOf(otherwise));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw wrong(config, key, "a whole number");
    }
  }

  private static String text(Map<String, String> config, String key, String otherwise) {
    return Optional.ofNullable(config.get(key)).orElse(otherwise);
  }

  private static String required(Map<String, String> config, String key) throws DeviceException {
    String text = text(config, key, "");
    if (text.isBlank()) {
      throw wrong(config, key, "the path of a serial port or tcp://host:port");
    }
    return text;
  }

  private static DeviceException wrong(Map<String, String> config, String key, String wanted) {
    return new DeviceException(
        Fault.CONFIGURATION,
        Effect.NONE,
        "",
        "setting %s of a serial CCID reader is \"%s\"; write %s"
            .formatted(key, text(config, key, ""), wanted));
  }
}
