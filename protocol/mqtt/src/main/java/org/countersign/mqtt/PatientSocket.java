package org.countersign.mqtt;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TCP or TLS client socket that tells of its end no sooner than {@link #PATIENCE} after it was
 * connected.
 *
 * <p>Paho 1.2.5 starts its receiver and its sender and then looks, every 100 ms, whether they run;
 * one that has already ended is waited for until the process ends (paho.mqtt.java #850). A broker
 * or proxy that takes the connection and closes it at once would so cost a thread a try. TLS is
 * done in here, because a proxy that ends TLS can close just as early.
 *
 * <p>Made by {@link Factory}, which makes one for one connection and can cut it.
 */
final class PatientSocket extends Socket {

  /** Ten times what Paho needs on an idle machine. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Bytes that are taken from the connection at once. */
  private static final int READ_AHEAD = 16 * 1024;

  private final Optional<SSLContext> tls;
  private final Socket tcp = new Socket();
  private @Nullable SSLSocket secured;
  private long connectedAt;

  private PatientSocket(Optional<SSLContext> tls) {
    this.tls = tls;
  }

  @Override
  public void connect(SocketAddress address, int timeoutMillis) throws IOException {
    tcp.setTcpNoDelay(true);
    tcp.connect(address, timeoutMillis);
    if (tls.isPresent() && address instanceof InetSocketAddress broker) {
      secured = secure(tls.get(), broker, timeoutMillis);
    }
    connectedAt = System.nanoTime();
  }

  private SSLSocket secure(SSLContext context, InetSocketAddress broker, int timeoutMillis)
      throws IOException {
    // Closing must not wait for a write that the broker does not read.
    tcp.setSoLinger(true, 1);
    tcp.setSoTimeout(timeoutMillis);
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(tcp, broker.getHostString(), broker.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private Socket top() {
    SSLSocket layer = secured;
    return layer == null ? tcp : layer;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    // Paho reads a message's type and each byte of its length by themselves.
    return new PatientStream(new BufferedInputStream(top().getInputStream(), READ_AHEAD));
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return top().getOutputStream();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    top().setSoTimeout(millis);
  }

  @Override
  public boolean isConnected() {
    return tcp.isConnected();
  }

  @Override
  public boolean isClosed() {
    return tcp.isClosed();
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return tcp.getInetAddress();
  }

  @Override
  public void close() throws IOException {
    top().close();
  }

  private void waitOutPatience() {
    long left = PATIENCE.toNanos() - (System.nanoTime() - connectedAt);
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = PATIENCE.toNanos() - (System.nanoTime() - connectedAt);
    }
  }

  private final class PatientStream extends FilterInputStream {

    PatientStream(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      try {
        return super.available();
      } catch (IOException toldByTheNextRead) {
        return 0;
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int count = read(one, 0, 1);
      return count < 0 ? count : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count;
      try {
        count = super.read(into, offset, length);
      } catch (SocketTimeoutException notTheEnd) {
        throw notTheEnd;
      } catch (IOException end) {
        waitOutPatience();
        throw end;
      }
      if (count < 0) {
        waitOutPatience();
      }
      return count;
    }
  }

  /** Makes the socket of one connection. Paho asks for it on a thread of its own. */
  static final class Factory extends SocketFactory {

    private final Optional<SSLContext> tls;
    private @Nullable PatientSocket made;
    private boolean cut;

    /** A factory of a plain or secured socket. */
    Factory(Optional<SSLContext> tls) {
      this.tls = tls;
    }

    @Override
    public synchronized Socket createSocket() throws IOException {
      if (cut) {
        throw new SocketException("the connection was given up");
      }
      made = new PatientSocket(tls);
      return made;
    }

    /** Closes the connection under whatever is going on, TLS included. */
    synchronized void cut() {
      cut = true;
      if (made != null) {
        try {
          made.tcp.close();
        } catch (IOException alreadyGone) {
          // Nothing is left to close.
        }
      }
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw connectedLater();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
      throw connectedLater();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw connectedLater();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
      throw connectedLater();
    }

    private static UnsupportedOperationException connectedLater() {
      return new UnsupportedOperationException("made unconnected, since the connect has a limit");
    }
  }
}
