package org.countersign.demo;

import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * An MQTT 3.1.1 broker inside the demo's process, so that the demo needs nothing installed. It
 * listens on 127.0.0.1 alone, takes anybody who reaches it, and forgets everything when it closes.
 * Not for a station: a station's broker is the operator's.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration PORT_KNOWN_WITHIN = Duration.ofSeconds(5);

  private final Server server;
  private final URI uri;
  private final MessageCount messages;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedBroker(Server server, URI uri, MessageCount messages) {
    this.server = server;
    this.uri = uri;
    this.messages = messages;
  }

  /**
   * Starts a broker on a port that the system chooses; it takes connections when this returns.
   *
   * @param folder the only place it writes to: its own random id
   * @throws UncheckedIOException if it cannot listen or write
   */
  public static EmbeddedBroker start(Path folder) {
    Server server = new Server();
    MessageCount messages = new MessageCount();
    try {
      server.startServer(config(folder), List.of(messages));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the demo's MQTT broker did not start on " + LOOPBACK + ", data in " + folder, e);
    }
    return new EmbeddedBroker(
        server, URI.create("tcp://" + LOOPBACK + ":" + port(server)), messages);
  }

  /**
   * Moquette listens when startServer returns, but its own thread notes the port a moment later.
   */
  private static int port(Server server) {
    long start = System.nanoTime();
    while (server.getPort() == 0) {
      if (System.nanoTime() - start > PORT_KNOWN_WITHIN.toNanos()) {
        server.stopServer();
        throw new IllegalStateException(
            "the demo's MQTT broker did not say its port within " + PORT_KNOWN_WITHIN);
      }
      LockSupport.parkNanos(1_000_000);
    }
    return server.getPort();
  }

  private static IConfig config(Path folder) {
    IConfig config = new MemoryConfig(new Properties());
    config.setProperty(IConfig.HOST_PROPERTY_NAME, LOOPBACK);
    config.setProperty(IConfig.PORT_PROPERTY_NAME, "0");
    config.setProperty(IConfig.DATA_PATH_PROPERTY_NAME, folder.toString());
    config.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
    // Telemetry would ask a host on the internet for this machine's address and country.
    config.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
    config.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
    return config;
  }

  /** Where it listens, for example {@code tcp://127.0.0.1:43211}. */
  public URI uri() {
    return uri;
  }

  /** Sparkplug messages that came, by kind: for example {@code 1 NBIRTH, 2 DBIRTH, 12 NDATA}. */
  public String summary() {
    return messages.summary();
  }

  /**
   * Ends every connection and stops listening; takes about two seconds. A second call does nothing.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.stopServer();
    }
  }
}
