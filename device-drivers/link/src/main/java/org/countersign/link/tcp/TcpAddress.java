package org.countersign.link.tcp;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.countersign.driver.link.LinkException;

/**
 * {@code tcp://host:port}, taken apart.
 *
 * @param host name or address, lower case, an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record TcpAddress(String host, int port) {

  private static final String SCHEME = "tcp://";

  /** Whether the address is meant for TCP, well formed or not. */
  public static boolean matches(String address) {
    return address.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /**
   * Takes it apart.
   *
   * @throws LinkException REFUSED if it is not of this form
   */
  public static TcpAddress parse(String address) throws LinkException {
    try {
      URI uri = new URI(address);
      boolean only =
          uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getRawUserInfo() == null;
      if (matches(address) && only && uri.getHost() != null && uri.getPort() > 0) {
        if (uri.getPort() <= 0xFFFF) {
          String host = uri.getHost().replaceAll("^\\[|]$", "");
          return new TcpAddress(host.toLowerCase(Locale.ROOT), uri.getPort());
        }
      }
    } catch (URISyntaxException e) {
      throw wrong(address, e);
    }
    throw wrong(address, null);
  }

  private static LinkException wrong(
      String address, @org.jspecify.annotations.Nullable Throwable cause) {
    return new LinkException(
        LinkException.Reason.REFUSED,
        true,
        "'"
            + address
            + "' is no address of the form tcp://host:port, for example tcp://10.0.0.7:4001",
        cause);
  }
}
