package org.countersign.station.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells this machine from a copy of its disk in another one. */
final class MachineIdentity {

  private static final String PURPOSE = "countersign/machine/1\n";

  private MachineIdentity() {}

  /**
   * A digest of the machine's identity. machine-id(5) asks not to show the identity itself.
   *
   * @param file usually {@code /etc/machine-id}
   * @return SHA-256, hexadecimal; empty if the machine has none
   */
  static String of(Path file) {
    try {
      String id = Files.exists(file) ? Files.readString(file).strip() : "";
      // What systemd writes before the first boot is done.
      if (id.isEmpty() || id.equals("uninitialized")) {
        return "";
      }
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest((PURPOSE + id).getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      return "";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
