package org.countersign.demo;

import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An MQTT 3.1.1 broker inside the demo's process, so that the demo needs nothing installed. It
 * listens on 127.0.0.1 alone, takes anybody who reaches it, and forgets everything when it closes.
 * Not for a station: a station's broker is the operator's.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int ATTEMPTS = 5;

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
   * Starts a broker on a free port; it takes connections when this returns.
   *
   * @param folder the only place it writes to: its own random id
   * @throws UncheckedIOException if it cannot listen or write
   */
  public static EmbeddedBroker start(Path folder) {
    RuntimeException lastTry = new IllegalStateException("never tried");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return start(folder, freePort());
      } catch (IOException e) {
        throw new UncheckedIOException(
            "the demo's MQTT broker did not start on " + LOOPBACK + ", data in " + folder, e);
      } catch (RuntimeException e) {
        // Another process may have taken the port in between.
        lastTry = e;
      }
    }
    throw lastTry;
  }

  private static EmbeddedBroker start(Path folder, int port) throws IOException {
    Server server = new Server();
    MessageCount messages = new MessageCount();
    server.startServer(config(folder, port), List.of(messages));
    return new EmbeddedBroker(server, URI.create("tcp://" + LOOPBACK + ":" + port), messages);
  }

  /**
   * Chosen here and not by Moquette: asked for port 0, it keeps the port it got in a plain map that
   * one thread writes while another one reads and writes.
   */
  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      return free.getLocalPort();
    }
  }

  private static IConfig config(Path folder, int port) {
    IConfig config = new MemoryConfig(new Properties());
    config.setProperty(IConfig.HOST_PROPERTY_NAME, LOOPBACK);
    config.setProperty(IConfig.PORT_PROPERTY_NAME, Integer.toString(port));
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
