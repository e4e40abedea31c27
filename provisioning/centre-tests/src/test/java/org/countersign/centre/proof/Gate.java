package org.countersign.centre.proof;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A line between a reader and a centre, which can be cut and mended. */
final class Gate implements AutoCloseable {

  private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final URI centre;
  private volatile boolean cut;

  /** A line to a centre's page. */
  Gate(URI centre) throws IOException {
    this.centre = centre;
    var ignored = Thread.ofVirtual().start(this::accept);
  }

  /** TCP port of this end. */
  int port() {
    return entrance.getLocalPort();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket reader = entrance.accept();
        open.add(reader);
        if (cut) {
          reader.close();
        } else {
          Socket beyond = new Socket(InetAddress.getLoopbackAddress(), centre.getPort());
          open.add(beyond);
          var ignored = Thread.ofVirtual().start(() -> pass(reader, beyond));
          var also = Thread.ofVirtual().start(() -> pass(beyond, reader));
        }
      } catch (IOException e) {
        // Closed, or the centre is away: who stands at the entrance is let go.
        closeAll();
      }
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      long ignored = in.transferTo(out);
    } catch (IOException e) {
      // One end is gone, so the other is closed too.
    }
  }

  /** Ends what is open, and lets nothing through. */
  void cut() {
    cut = true;
    closeAll();
  }

  /** Lets everything through again. */
  void mend() {
    cut = false;
  }

  private void closeAll() {
    for (Socket socket = open.poll(); socket != null; socket = open.poll()) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone, which is all that is wanted.
      }
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    closeAll();
  }
}
