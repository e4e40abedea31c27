package org.countersign.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a server counts, in OpenTelemetry's names (semantic conventions for HTTP). */
final class HttpMetrics {

  private final MeterRegistry registry;
  private final Counter refusedConnections;
  private final Counter stalledStreams;
  private final Counter failedHandshakes;

  /** Open connections. */
  final AtomicInteger connections = new AtomicInteger();

  /** Open event streams. */
  final AtomicInteger streams = new AtomicInteger();

  /** Body bytes of all requests in hand. */
  final AtomicLong bodyBytes = new AtomicLong();

  HttpMetrics(MeterRegistry registry, Workers workers) {
    this.registry = registry;
    Gauge.builder("http.server.connections", connections, AtomicInteger::get)
        .description("Open connections")
        .register(registry);
    Gauge.builder("http.server.event.streams", streams, AtomicInteger::get)
        .description("Open event streams")
        .register(registry);
    Gauge.builder("http.server.queue", workers, Workers::queued)
        .description("Requests that wait for a worker")
        .register(registry);
    refusedConnections =
        Counter.builder("http.server.connections.refused")
            .description("Connections over the limit")
            .register(registry);
    stalledStreams =
        Counter.builder("http.server.event.streams.stalled")
            .description("Event streams closed because their client did not read")
            .register(registry);
    failedHandshakes =
        Counter.builder("http.server.handshakes.failed")
            .description("TLS connections that ended before their first request")
            .register(registry);
  }

  void answered(Optional<Route> route, int status, Duration time) {
    Timer.builder("http.server.request.duration")
        .description("From the end of a request's head to its answer")
        // Closed sets only: a caller must not be able to make meters.
        .tag("http.request.method", route.map(r -> r.method().name()).orElse("_OTHER"))
        .tag("http.route", route.map(Route::template).orElse("none"))
        .tag("http.response.status_code", Integer.toString(status))
        .register(registry)
        .record(time);
  }

  void refusedConnection() {
    refusedConnections.increment();
  }

  void failedHandshake() {
    failedHandshakes.increment();
  }

  void stalledStream() {
    stalledStreams.increment();
  }
}
