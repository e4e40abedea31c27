package org.countersign.centre.proof;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Pages on a bad line: each asks for a large file again and again, and reads nothing. */
final class SlowReaders implements AutoCloseable {

  private static final int REQUESTS = 20;

  private final List<Socket> sockets = new ArrayList<>();

  SlowReaders(Desk desk, int count) throws IOException {
    byte[] asked =
        "GET /webjars/uplot/dist/uPlot.esm.js HTTP/1.1\r\nHost: %s\r\n\r\n"
            .formatted(desk.centre().getAuthority())
            .repeat(REQUESTS)
            .getBytes(StandardCharsets.US_ASCII);
    for (int number = 0; number < count; number++) {
      Socket socket = new Socket();
      sockets.add(socket);
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress("127.0.0.1", desk.centre().getPort()));
      socket.getOutputStream().write(asked);
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
