package org.countersign.host.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a device is reached: the path of a serial port, or a host and port. */
public final class LinkAddress {

  /** How it is written, for a person. */
  public static final String FORM =
      "the path of a serial port (\"/dev/serial/by-id/…\") or \"tcp://host:port\"";

  private static final Pattern TCP =
      Pattern.compile("tcp://([^:/\\s]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");

  private LinkAddress() {}

  /** The address if it can be one. Whether anything is there is known when it is opened. */
  public static Optional<String> checked(String text) {
    Matcher tcp = TCP.matcher(text);
    if (tcp.matches()) {
      int port = Integer.parseInt(tcp.group(2));
      return port >= 1 && port <= 65_535 ? Optional.of(text) : Optional.empty();
    }
    return text.startsWith("/") && isNormal(text) ? Optional.of(text) : Optional.empty();
  }

  private static boolean isNormal(String path) {
    try {
      return Path.of(path).normalize().toString().equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
