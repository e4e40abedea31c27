package org.countersign.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A device of the network: a listening socket on a free port of the loopback interface. Hosts that
 * connect are served one after the other or beside each other, as the device calls {@link
 * #accept()}.
 */
public final class TcpPort implements EmulatedPort {

  private static final int LOWEST = 10_000;
  private static final int BEYOND = 32_768;
  private static final int ATTEMPTS = 200;

  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final int port;
  private @Nullable ServerSocket listening;
  private boolean closed;

  private TcpPort(ServerSocket listening) {
    this.listening = listening;
    this.port = listening.getLocalPort();
  }

  /**
   * Listens on a free port from 10000 to 32767, below Linux's ephemeral range: while the device is
   * unplugged, a port of that range can be given to an outgoing connection, even to one that tries
   * to reach the device and so reaches itself, and the device could not come back.
   *
   * @throws IOException if none is found
   */
  public static TcpPort open() throws IOException {
    IOException failure = new IOException("no port was tried");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return new TcpPort(listen(ThreadLocalRandom.current().nextInt(LOWEST, BEYOND)));
      } catch (BindException taken) {
        failure = taken;
      }
    }
    throw new IOException("no free TCP port between " + LOWEST + " and " + BEYOND, failure);
  }

  @Override
  public String address() {
    return "tcp://127.0.0.1:" + port;
  }

  /** The port's number. */
  public int port() {
    return port;
  }

  @Override
  public EmulatedLine accept() throws IOException {
    while (true) {
      ServerSocket open = awaitPlug();
      try {
        Socket socket = open.accept();
        return connected(open, socket);
      } catch (SocketException unplugged) {
        if (!open.isClosed()) {
          throw unplugged;
        }
      }
    }
  }

  private synchronized EmulatedLine connected(ServerSocket open, Socket socket) throws IOException {
    if (!open.equals(listening)) {
      socket.close();
      throw new SocketException("unplugged while a host connected");
    }
    socket.setTcpNoDelay(true);
    connections.add(socket);
    return new Line(socket);
  }

  private synchronized ServerSocket awaitPlug() throws IOException {
    try {
      while (listening == null && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + address() + " to be plugged in");
    }
    if (listening == null) {
      throw new IOException(address() + " is closed");
    }
    return listening;
  }

  @Override
  public synchronized void unplug() {
    if (listening != null) {
      closeQuietly(listening);
      listening = null;
    }
    hangUp();
  }

  /** Ends every connection; new ones are taken. */
  public void hangUp() {
    connections.forEach(TcpPort::closeQuietly);
    connections.clear();
  }

  @Override
  public synchronized void replug() throws IOException {
    if (closed) {
      throw new IOException(address() + " is closed");
    }
    if (listening == null) {
      listening = listen(port);
      notifyAll();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    unplug();
    notifyAll();
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** One accepted connection. */
  private final class Line implements EmulatedLine {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Line(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration limit) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      try {
        socket.setSoTimeout((int) Math.max(1, Math.min(limit.toMillis(), Integer.MAX_VALUE)));
        return in.read(into, offset, length);
      } catch (SocketTimeoutException e) {
        return 0;
      } catch (SocketException hostReset) {
        return -1;
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() {
      connections.remove(socket);
      closeQuietly(socket);
    }
  }
}
