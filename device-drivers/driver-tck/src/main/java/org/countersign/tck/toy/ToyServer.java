package org.countersign.tck.toy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A toy device behind a TCP port on the loopback address. */
public final class ToyServer implements AutoCloseable {

  private final ToyDevice device;
  private final ServerSocket server;
  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  /** Listens on a port that is free. */
  public ToyServer(ToyDevice device) throws IOException {
    this(device, 0);
  }

  /**
   * Listens on a port of the loopback address.
   *
   * @param port 0 for one that is free
   */
  public ToyServer(ToyDevice device, int port) throws IOException {
    this.device = device;
    this.server = new ServerSocket(port, 4, InetAddress.getLoopbackAddress());
    start("toy-server", this::accept);
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** For the setting {@code port}. */
  public String address() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket connection = server.accept();
        connections.add(connection);
        start("toy-connection", () -> serve(connection));
      }
    } catch (IOException e) {
      // Closed: nobody is served any more.
      hangUp();
    }
  }

  private void serve(Socket connection) {
    try (connection;
        InputStream in = connection.getInputStream();
        OutputStream out = connection.getOutputStream();
        ToyPort port = new ToyPort(device, bytes -> send(out, bytes))) {
      byte[] buffer = new byte[1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        port.take(Arrays.copyOf(buffer, read));
      }
    } catch (IOException e) {
      // The host is gone, which is its right.
      connections.remove(connection);
    }
    connections.remove(connection);
  }

  private static void send(OutputStream out, byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("the host is gone", e);
    }
  }

  /** Ends all connections, as when the device loses its power. */
  public void hangUp() {
    for (Socket connection : connections) {
      try {
        connection.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    hangUp();
  }
}
