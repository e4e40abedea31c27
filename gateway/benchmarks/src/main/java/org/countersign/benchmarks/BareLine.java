package org.countersign.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.TcpPort;

/**
 * The least that a program can do with a port: one blocking write for what it says, blocking reads
 * until all that is expected has come, on one thread, with no check of anything.
 */
final class BareLine implements AutoCloseable {

  private final ByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);

  private BareLine(ByteChannel channel) {
    this.channel = channel;
  }

  static BareLine open(EmulatedPort port) throws IOException {
    if (port instanceof TcpPort tcp) {
      SocketChannel socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", tcp.port()));
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return new BareLine(socket);
    }
    return new BareLine(
        FileChannel.open(
            Path.of(port.address()).toRealPath(),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  void exchange(LineScript script) throws IOException {
    for (LineScript.Piece piece : script.pieces()) {
      buffer.clear();
      if (piece.host()) {
        buffer.put(piece.bytes()).flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      } else {
        buffer.limit(piece.bytes().length);
        while (buffer.hasRemaining()) {
          if (channel.read(buffer) < 0) {
            throw new EOFException("the far end ended the line");
          }
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
