package org.countersign.link.serial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.countersign.driver.link.LinkException;

/**
 * Follows a configured path to the terminal that is behind it now. The check is ours because
 * jSerialComm opens {@code /dev/null} for {@code /nowhere/null}, and because opening some other
 * character device does something at once: a watchdog reboots the box.
 */
final class SerialPath {

  private static final Path DEV = Path.of("/dev");
  private static final Path PTS = Path.of("/dev/pts");
  private static final Path CLASS = Path.of("/sys/class/tty");

  /** The screen's consoles and the multiplexer are terminals, but no serial ports. */
  private static final Pattern NO_PORT = Pattern.compile("tty\\d*|console|ptmx");

  private static final int TYPE = 0170000;
  private static final int CHARACTER_DEVICE = 0020000;

  private SerialPath() {}

  /**
   * The terminal's own path, for example {@code /dev/ttyUSB0}.
   *
   * @throws LinkException REFUSED if there is none, or it is no serial port
   */
  static Path resolve(String address) throws LinkException {
    Path real;
    int mode;
    try {
      real = Path.of(address).toRealPath();
      mode = (int) Files.getAttribute(real, "unix:mode");
    } catch (NoSuchFileException e) {
      throw refused(address, "there is no such port: is the device plugged in and switched on?", e);
    } catch (IOException | RuntimeException e) {
      throw refused(address, "the path cannot be followed: " + e, e);
    }
    if ((mode & TYPE) != CHARACTER_DEVICE) {
      throw refused(address, real + " is no character device", null);
    }
    if (!isTerminal(real)) {
      throw refused(address, real + " is no serial port", null);
    }
    return real;
  }

  private static boolean isTerminal(Path real) {
    Path folder = real.getParent();
    String name = real.getFileName().toString();
    if (NO_PORT.matcher(name).matches()) {
      return false;
    }
    return PTS.equals(folder) || (DEV.equals(folder) && Files.isDirectory(CLASS.resolve(name)));
  }

  static LinkException refused(
      String address, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new LinkException(
        LinkException.Reason.REFUSED, true, "opening " + address + " failed: " + why, cause);
  }
}
