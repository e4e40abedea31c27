package org.countersign.link.tcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads a socket on the thread that needs the answer, which is then the only one that wakes up. One
 * thread at a time; {@link #close} from any.
 */
final class DirectReading implements AutoCloseable {

  private final SocketChannel socket;
  private @Nullable Selector selector;
  private boolean closed;

  /**
   * Of a socket that does not block.
   *
   * @param socket stays another's, who closes it after this
   */
  DirectReading(SocketChannel socket) {
    this.socket = socket;
  }

  /**
   * Takes what is there, without waiting.
   *
   * @return number of bytes; -1 if the far end has ended the connection
   */
  int read(byte[] into, int offset, int length) throws IOException {
    return socket.read(ByteBuffer.wrap(into, offset, length));
  }

  /** Waits until something is there, the thread is interrupted, this is closed, or time is over. */
  void await(long nanos) throws IOException {
    try {
      Selector waiting = selector();
      if (waiting != null) {
        long millis = Math.max(1, Duration.ofNanos(nanos + 999_999).toMillis());
        int ignored = waiting.select(ready -> {}, millis);
      }
    } catch (ClosedSelectorException closedMeanwhile) {
      // Whoever closed it has said why.
    }
  }

  private synchronized @Nullable Selector selector() throws IOException {
    if (selector == null && !closed) {
      selector = Selector.open();
      SelectionKey ignored = socket.register(selector, SelectionKey.OP_READ);
    }
    return selector;
  }

  /** Ends a waiting; without it the socket would stay half closed as long as somebody waits. */
  @Override
  public void close() {
    Selector ending;
    synchronized (this) {
      closed = true;
      ending = selector;
    }
    if (ending != null) {
      try {
        ending.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
