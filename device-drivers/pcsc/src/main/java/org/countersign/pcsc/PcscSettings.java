package org.countersign.pcsc;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * The settings of one device.
 *
 * @param reader PC/SC name of the reader, or the beginning of exactly one
 * @param socket pcscd's socket, if not the usual one
 * @param exclusive whether other programs are refused the reader, or only wait for the chip
 * @param maxApduData most data bytes of an APDU, instead of what the reader says
 */
record PcscSettings(
    String reader, Optional<Path> socket, boolean exclusive, OptionalInt maxApduData) {

  private static final String READER = "reader";
  private static final String SOCKET = "socket";
  private static final String SHARE = "share";
  private static final String MAX_APDU_DATA = "max-apdu-data";
  private static final int MOST_APDU_DATA = 65_536;

  static final List<ConfigKey> KEYS =
      List.of(
          ConfigKey.required(
              READER,
              ConfigKey.Type.TEXT,
              "name of the reader as pcsc_scan shows it, or its beginning if only one begins so"),
          ConfigKey.optional(
              SOCKET,
              ConfigKey.Type.PATH,
              "pcscd's socket, if it is not /run/pcscd/pcscd.comm; the same for every device"),
          ConfigKey.withDefault(
              SHARE,
              ConfigKey.Type.TEXT,
              "exclusive",
              "exclusive: other programs are refused the reader while a chip is powered;"
                  + " shared: they may connect but wait for the chip"),
          ConfigKey.optional(
              MAX_APDU_DATA,
              ConfigKey.Type.INTEGER,
              "most data bytes of an APDU, 1 to 65536, if the reader does not say or says wrongly;"
                  + " 256 for a reader without extended length"));

  static PcscSettings of(Map<String, String> config) throws DeviceException {
    String reader = config.getOrDefault(READER, "").strip();
    if (reader.isEmpty()) {
      throw wrong(READER, "is missing; name a reader as pcsc_scan shows it");
    }
    return new PcscSettings(
        reader,
        socket(config),
        isExclusive(config.getOrDefault(SHARE, "exclusive")),
        maxApduData(config));
  }

  /** The socket alone, for calls that need no reader. */
  static Optional<Path> socket(Map<String, String> config) {
    return Optional.ofNullable(config.get(SOCKET)).map(Path::of);
  }

  /** Settings that name a reader exactly. */
  static Map<String, String> naming(String reader) {
    return Map.of(READER, reader);
  }

  private static boolean isExclusive(String share) throws DeviceException {
    return switch (share) {
      case "exclusive" -> true;
      case "shared" -> false;
      default -> throw wrong(SHARE, "is \"" + share + "\"; write \"exclusive\" or \"shared\"");
    };
  }

  private static OptionalInt maxApduData(Map<String, String> config) throws DeviceException {
    String text = config.get(MAX_APDU_DATA);
    if (text == null) {
      return OptionalInt.empty();
    }
    try {
      int bytes = Integer.parseInt(text);
      if (bytes >= 1 && bytes <= MOST_APDU_DATA) {
        return OptionalInt.of(bytes);
      }
    } catch (NumberFormatException e) {
      throw wrong(MAX_APDU_DATA, "is \"" + text + "\"; write a number of bytes");
    }
    throw wrong(MAX_APDU_DATA, "is " + text + "; 1 to " + MOST_APDU_DATA);
  }

  private static DeviceException wrong(String key, String what) {
    return new DeviceException(
        Fault.CONFIGURATION, Effect.NONE, "", "setting '" + key + "' " + what);
  }
}
