package org.countersign.station.http;

import java.time.Duration;
import org.countersign.personalization.keys.Secret;

/**
 * How the API listens.
 *
 * @param port TCP port on 127.0.0.1 and ::1; 0 takes a free one
 * @param token bearer token, UTF-8, that every caller but a health check must show
 * @param maxBodyBytes largest request body; a longer one is refused before it has been read
 * @param version of the installation, shown by {@code /healthz}
 * @param limits what one caller may take
 */
public record HttpConfig(int port, Secret token, int maxBodyBytes, String version, Limits limits) {

  /** Room for an application with a 48 KB portrait in base64, several times over. */
  public static final int DEFAULT_MAX_BODY_BYTES = 1 << 20;

  public HttpConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
    if (maxBodyBytes < 1) {
      throw new IllegalArgumentException("the body limit " + maxBodyBytes + " is not positive");
    }
    if (token.size() < 16) {
      throw new IllegalArgumentException(
          "the API token has " + token.size() + " bytes; at least 16 are needed");
    }
  }

  /** A configuration with the usual limits. */
  public static HttpConfig of(int port, Secret token, String version) {
    return new HttpConfig(port, token, DEFAULT_MAX_BODY_BYTES, version, Limits.DEFAULT);
  }

  /** The same with other limits. */
  public HttpConfig withLimits(Limits other) {
    return new HttpConfig(port, token, maxBodyBytes, version, other);
  }

  /**
   * What one caller, or all together, may take.
   *
   * @param connections open at once; one more is answered 503 and closed
   * @param eventStreams open at once; one more is answered 503
   * @param bodyBytes of all requests in hand together; more is answered 503
   * @param workers threads that ask the station
   * @param queue requests that wait for a worker
   * @param head from a request's first byte to the end of its header fields; then 408
   * @param body from there to the end of its body; then 408
   * @param idle between two requests; then the connection is closed
   * @param heartbeat between two comments on an event stream that has nothing to say
   * @param stall how long a client of the event stream may leave the socket full; then it is closed
   */
  public record Limits(
      int connections,
      int eventStreams,
      long bodyBytes,
      int workers,
      int queue,
      Duration head,
      Duration body,
      Duration idle,
      Duration heartbeat,
      Duration stall) {

    /** For one counter's software on one box. */
    public static final Limits DEFAULT =
        new Limits(
            128,
            16,
            16L << 20,
            4,
            64,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20));
  }
}
