package org.countersign.osdp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.jspecify.annotations.Nullable;

/** A secure channel base key. Never shown. */
final class BaseKey {

  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final byte[] DEFAULT = HexFormat.of().parseHex("303132333435363738393A3B3C3D3E3F");
  private static final int LONGEST_FILE = 128;

  private final byte[] bytes;
  private final boolean installation;
  private final String source;

  private BaseKey(byte[] bytes, boolean installation, String source) {
    this.bytes = bytes;
    this.installation = installation;
    this.source = source;
  }

  /** SCBK-D, which everybody knows: for the installation of another key alone. */
  static BaseKey ofInstallation() {
    return new BaseKey(DEFAULT, true, "the default key SCBK-D");
  }

  /**
   * Reads a key of 32 hexadecimal digits.
   *
   * @throws DeviceException {@link Fault#CONFIGURATION} if the file is not there, is open to others
   *     than its owner, or holds something else or SCBK-D
   */
  static BaseKey read(Path file) throws DeviceException {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!OWNER.containsAll(permissions)) {
        throw refused(
            file,
            "has mode " + PosixFilePermissions.toString(permissions) + ": run chmod 600 on it",
            null);
      }
      if (Files.size(file) > LONGEST_FILE) {
        throw refused(file, "is longer than a key", null);
      }
      String text = Files.readString(file).strip();
      if (!text.matches("[0-9A-Fa-f]{32}")) {
        throw refused(file, "is not 32 hexadecimal digits", null);
      }
      byte[] key = HexFormat.of().parseHex(text);
      if (Arrays.equals(key, DEFAULT)) {
        throw refused(file, "is the default key SCBK-D, which everybody knows", null);
      }
      return new BaseKey(key, false, file.toString());
    } catch (IOException e) {
      throw refused(file, "cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static DeviceException refused(Path file, String why, @Nullable IOException cause) {
    return new DeviceException(
        Fault.CONFIGURATION, Effect.NONE, "", "the reader's key in " + file + " " + why, cause);
  }

  Aes aes() {
    return new Aes(bytes);
  }

  /** Data of the security block that names it: 0 for SCBK-D, 1 for SCBK. */
  int selector() {
    return installation ? 0 : 1;
  }

  /** Data of KEYSET: type 01 (SCBK), length, key. */
  byte[] setting() {
    byte[] data = new byte[2 + bytes.length];
    data[0] = 1;
    data[1] = (byte) bytes.length;
    System.arraycopy(bytes, 0, data, 2, bytes.length);
    return data;
  }

  /** Where it is from. */
  @Override
  public String toString() {
    return source;
  }
}
