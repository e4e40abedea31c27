package org.countersign.pcsc;

import java.util.List;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/** Finds the reader that a setting means. Never by index: pcscd's order changes with plugging. */
final class ReaderName {

  private ReaderName() {}

  /**
   * The name that equals the setting, or else the only one that begins with it.
   *
   * @throws DeviceException {@link Fault#CONFIGURATION} if several begin so, {@link
   *     Fault#COMMUNICATION} if none does: it may be plugged in later
   */
  static String resolve(String setting, List<String> readers) throws DeviceException {
    if (readers.contains(setting)) {
      return setting;
    }
    List<String> matching = readers.stream().filter(r -> r.startsWith(setting)).toList();
    if (matching.size() == 1) {
      return matching.get(0);
    }
    throw matching.isEmpty()
        ? new DeviceException(
            Fault.COMMUNICATION,
            Effect.NONE,
            ReturnCode.SCARD_E_UNKNOWN_READER.name(),
            "no reader is called \"%s\"; pcscd has %s. Plug it in, or correct 'reader'"
                .formatted(setting, listed(readers)))
        : new DeviceException(
            Fault.CONFIGURATION,
            Effect.NONE,
            "",
            "\"%s\" is the beginning of %d readers: %s. Write more of the name into 'reader'"
                .formatted(setting, matching.size(), listed(matching)));
  }

  private static String listed(List<String> readers) {
    return readers.isEmpty() ? "none at all" : "\"" + String.join("\", \"", readers) + "\"";
  }
}
