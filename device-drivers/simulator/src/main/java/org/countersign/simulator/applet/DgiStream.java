package org.countersign.simulator.applet;

import java.io.ByteArrayOutputStream;
import javacard.framework.ISO7816;
import org.jspecify.annotations.Nullable;

/**
 * The data groupings in the data fields of successive STORE DATA commands (GPC 2.3.1, 11.11.3.2;
 * EMV CPS 1.1, 2.2). They are one stream: a grouping may begin in one block and end in another.
 *
 * <pre>
 * DGI, 2 bytes | length, 1 byte (00..FE) or FF and 2 bytes | contents
 * </pre>
 */
final class DgiStream {

  /** Where the groupings go. */
  interface Target {

    /** Where the contents of this DGI go; throws an ISOException if it is refused. */
    Sink open(int dgi, int length);
  }

  /** Takes the contents of one DGI. */
  interface Sink {

    /** Some more of the contents. */
    void take(byte[] data, int from, int length);

    /** The contents are whole. */
    void end();
  }

  private final Target target;
  private final ByteArrayOutputStream header = new ByteArrayOutputStream();
  private @Nullable Sink sink;
  private int missing;

  DgiStream(Target target) {
    this.target = target;
  }

  /** Feeds a block. */
  void take(byte[] block) {
    int at = 0;
    while (at < block.length) {
      at = sink == null ? takeHeader(block, at) : takeContents(sink, block, at);
    }
  }

  /** The last block is in; {@code 6A80} in the middle of a grouping. */
  void end() {
    ByteArrays.require(sink == null && header.size() == 0, ISO7816.SW_WRONG_DATA);
  }

  private int takeHeader(byte[] block, int at) {
    header.write(block[at]);
    byte[] known = header.toByteArray();
    boolean isLong = known.length >= 3 && known[2] == (byte) 0xFF;
    if (known.length == (isLong ? 5 : 3)) {
      missing = isLong ? ByteArrays.unsignedShort(known, 3) : ByteArrays.unsigned(known, 2);
      header.reset();
      sink = target.open(ByteArrays.unsignedShort(known, 0), missing);
      endIfWhole(sink);
    }
    return at + 1;
  }

  private int takeContents(Sink current, byte[] block, int at) {
    int size = Math.min(missing, block.length - at);
    current.take(block, at, size);
    missing -= size;
    endIfWhole(current);
    return at + size;
  }

  private void endIfWhole(Sink current) {
    if (missing == 0) {
      sink = null;
      current.end();
    }
  }
}
