package org.countersign.pcsc;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 */
record PcscSettings(String reader, Optional<Path> socket, boolean exclusive) {

  private static final String READER = "reader";
  private static final String SOCKET = "socket";
  private static final String SHARE = "share";

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
                  + " shared: they may connect but wait for the chip"));

  static PcscSettings of(Map<String, String> config) throws DeviceException {
    String reader = config.getOrDefault(READER, "").strip();
    if (reader.isEmpty()) {
      throw wrong(READER, "is missing; name a reader as pcsc_scan shows it");
    }
    return new PcscSettings(
        reader, socket(config), isExclusive(config.getOrDefault(SHARE, "exclusive")));
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

  private static DeviceException wrong(String key, String what) {
    return new DeviceException(
        Fault.CONFIGURATION, Effect.NONE, "", "setting '" + key + "' " + what);
  }
}
