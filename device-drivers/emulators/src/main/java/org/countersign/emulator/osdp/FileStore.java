package org.countersign.emulator.osdp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** What a reader makes of FILETRANSFER. */
final class FileStore {

  private static final int HEADER = 11;

  private final boolean acknowledgesGaps;
  private byte[] image = {};
  private int held;
  private boolean whole;

  FileStore(boolean acknowledgesGaps) {
    this.acknowledgesGaps = acknowledgesGaps;
  }

  /** FTSTAT: 0 taken, 1 processed, -3 malformed or not the next one. */
  byte[] take(byte[] payload) {
    ByteBuffer read = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    if (payload.length < HEADER) {
      return status(-3);
    }
    int total = read.getInt(1);
    int offset = read.getInt(5);
    int length = read.getShort(9) & 0xFFFF;
    if (length != payload.length - HEADER || total < 1 || total > 1 << 24) {
      return status(-3);
    }
    if (offset == 0 && held == 0) {
      image = new byte[total];
      whole = false;
    }
    boolean follows = offset == held && total == image.length;
    if ((!follows && !(acknowledgesGaps && offset > held)) || offset + length > image.length) {
      return status(-3);
    }
    read.get(HEADER, image, offset, length);
    held = offset + length;
    whole = held == total;
    if (whole) {
      held = 0;
    }
    return status(whole ? 1 : 0);
  }

  void abort() {
    held = 0;
    image = new byte[0];
    whole = false;
  }

  boolean isWhole() {
    return whole;
  }

  byte[] image() {
    return Arrays.copyOf(image, image.length);
  }

  private static byte[] status(int status) {
    return ByteBuffer.allocate(7)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(3, (short) status)
        .array();
  }
}
