package org.countersign.host.process;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Frames over a pipe: the length in 4 bytes, big-endian, and that many bytes. Neither end takes a
 * frame beyond its limit, nor memory for one.
 */
final class FrameChannel {

  /** Longest frame to the child: a card's face as PNG, or a fragment of firmware, and its head. */
  static final int MOST_TO_CHILD = (4 << 20) + 1_024;

  /** Longest frame from the child: the longest response APDU with its head, and room. */
  static final int MOST_FROM_CHILD = 128 << 10;

  private static final int LENGTH_BYTES = 4;

  private FrameChannel() {}

  /** A frame that is not taken. */
  static final class MalformedFrame extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedFrame(String message) {
      super(message);
    }
  }

  /**
   * Waits for a frame.
   *
   * @return its bytes; empty at the end of the pipe
   * @throws MalformedFrame if its length is beyond the limit
   * @throws EOFException if the pipe ends inside it
   */
  static Optional<byte[]> read(DataInputStream in, int most) throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
    if (length < 0 || length > most) {
      throw new MalformedFrame(
          "a frame says it has "
              + Integer.toUnsignedString(length)
              + " bytes; "
              + most
              + " are taken at most");
    }
    // Grows as bytes come: a length alone takes no memory.
    byte[] frame = in.readNBytes(length);
    if (frame.length < length) {
      throw new EOFException("the pipe ended inside a frame");
    }
    return Optional.of(frame);
  }

  /** Puts a message on the pipe in one write. */
  static void write(OutputStream out, MessageLite message) throws IOException {
    int size = message.getSerializedSize();
    byte[] frame = new byte[LENGTH_BYTES + size];
    ByteBuffer.wrap(frame).putInt(size);
    CodedOutputStream coded = CodedOutputStream.newInstance(frame, LENGTH_BYTES, size);
    message.writeTo(coded);
    coded.checkNoSpaceLeft();
    out.write(frame);
    out.flush();
  }

  /** A stream for {@link #read}. */
  static DataInputStream buffered(InputStream in) {
    return new DataInputStream(new BufferedInputStream(in, 1 << 16));
  }
}
