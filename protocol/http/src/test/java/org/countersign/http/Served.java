package org.countersign.http;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Some routes behind a server on a free port. Whoever says {@code X-Name} is known by it. */
final class Served implements AutoCloseable {

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final int port;
  private final HttpServer server;
  private final String scheme;

  Served(Route... routes) {
    this(HttpConfig.of(new Endpoint.Loopback(0)), routes);
  }

  Served(HttpConfig config, Route... routes) {
    server = new HttpServer(config, List.of(routes), Served::identify, meters);
    scheme = config.endpoint().scheme();
    try {
      port = server.start();
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  private static Caller identify(RequestHead head) throws Refusal {
    String name =
        head.header("X-Name")
            .or(() -> head.certificate().map(own -> own.getSubjectX500Principal().getName()))
            .orElseThrow(() -> new Refusal(HttpProblem.UNAUTHORIZED, "Say X-Name."));
    return new Caller(name, Set.copyOf(head.headers("X-Role")));
  }

  URI to(String path) {
    return URI.create(scheme + "://localhost:" + port + path);
  }

  /** Waits until something has been counted; clients may try more than once. */
  void awaitCount(String counter) {
    long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (meters.get(counter).counter().count() < 1) {
      if (System.nanoTime() > limit) {
        throw new AssertionError(counter + " has counted nothing");
      }
      Thread.onSpinWait();
    }
  }

  static Reply text(String text) {
    return Reply.ok("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.close();
  }
}
