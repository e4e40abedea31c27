package org.countersign.http;

import java.time.Duration;

/**
 * How a server listens.
 *
 * @param endpoint where
 * @param maxBodyBytes largest request body; a longer one is refused before it has been read
 * @param limits what one caller may take
 */
public record HttpConfig(Endpoint endpoint, int maxBodyBytes, Limits limits) {

  /** Largest body unless told otherwise: 1 MiB. */
  public static final int DEFAULT_MAX_BODY_BYTES = 1 << 20;

  public HttpConfig {
    if (maxBodyBytes < 1) {
      throw new IllegalArgumentException("the body limit " + maxBodyBytes + " is not positive");
    }
  }

  /** With the usual limits. */
  public static HttpConfig of(Endpoint endpoint) {
    return new HttpConfig(endpoint, DEFAULT_MAX_BODY_BYTES, Limits.DEFAULT);
  }

  /** The same with other limits. */
  public HttpConfig withLimits(Limits other) {
    return new HttpConfig(endpoint, maxBodyBytes, other);
  }

  /** The same with another limit for bodies. */
  public HttpConfig withMaxBodyBytes(int bytes) {
    return new HttpConfig(endpoint, bytes, limits);
  }

  /**
   * What one caller, or all together, may take.
   *
   * @param connections open at once; one more is answered 503 and closed
   * @param eventStreams open at once; one more is answered 503
   * @param bodyBytes of all requests in hand together; more is answered 503
   * @param workers threads that answer what may wait
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

    /** The same for other numbers of connections, and of event streams among them. */
    public Limits admitting(int connections, int eventStreams) {
      return new Limits(
          connections, eventStreams, bodyBytes, workers, queue, head, body, idle, heartbeat, stall);
    }

    /** For the callers of one box. */
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
