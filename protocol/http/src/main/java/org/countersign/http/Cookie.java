package org.countersign.http;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A cookie for a session (RFC 6265): sent back to this server alone, over TLS alone, never to a
 * script of the page and never with a request that another site began. Its name gets the prefix
 * {@code __Host-}, by which browsers keep neighbouring hosts from planting one.
 *
 * @param name without the prefix: letters, digits, hyphens
 * @param value of letters, digits, hyphens, underscores, for example a random number in base64url
 * @param life how long the browser keeps it, in whole seconds; zero removes it
 */
public record Cookie(String name, String value, Duration life) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,32}");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{0,256}");

  public Cookie {
    if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException("the cookie " + name + " has a bad name or a bad value");
    }
    if (life.isNegative()) {
      throw new IllegalArgumentException("the cookie " + name + " has a life before its birth");
    }
  }

  /** What makes the browser forget it. */
  public static Cookie gone(String name) {
    return new Cookie(name, "", Duration.ZERO);
  }

  /** Its name as the browser sends it. */
  static String sent(String name) {
    return "__Host-" + name;
  }

  /** The value of Set-Cookie. */
  String header() {
    return sent(name)
        + "="
        + value
        + "; Path=/; Max-Age="
        + life.toSeconds()
        + "; Secure; HttpOnly; SameSite=Strict";
  }

  /** Never the value. */
  @Override
  public String toString() {
    return "Cookie[" + name + "]";
  }
}
