package org.countersign.emulator.pn532;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.countersign.emulator.EmulatedLine;
import org.jspecify.annotations.Nullable;

/** The chip's end of the line: finds the host's frames, sends answers (UM0701-02, 6.2.1). */
final class HostLine {

  private static final int HOST = 0xD4;
  private static final int CHIP = 0xD5;
  private static final int LONGEST = 265;
  private static final int WAKE_UP = 0x55;

  private final EmulatedLine line;
  private byte[] pending = {};
  private boolean split;

  HostLine(EmulatedLine line) {
    this.line = line;
  }

  /** Waits for the byte that starts the chip's clock; false if the line ended. */
  boolean awaitWakeUp() throws IOException {
    int next;
    do {
      next = line.read();
    } while (next >= 0 && next != WAKE_UP);
    return next >= 0;
  }

  /** The next frame; null if the line ended. */
  @Nullable HostFrame next() throws IOException {
    while (true) {
      HostFrame frame = find();
      if (frame != null) {
        return frame;
      }
      byte[] more = new byte[512];
      int taken = line.read(more, 0, more.length, java.time.Duration.ofMinutes(1));
      if (taken < 0) {
        return null;
      }
      int before = pending.length;
      pending = Arrays.copyOf(pending, before + taken);
      System.arraycopy(more, 0, pending, before, taken);
    }
  }

  /** Looks at every 00 FF; what cannot be a frame there is given up byte by byte. */
  private @Nullable HostFrame find() {
    int at = 0;
    while (at < pending.length) {
      if (byteAt(at) == 0x00 && at + 1 < pending.length && byteAt(at + 1) != 0xFF) {
        at++;
        continue;
      }
      if (byteAt(at) != 0x00) {
        at++;
        continue;
      }
      int length = lengthOf(at);
      if (length == WAIT) {
        break;
      }
      if (length != WRONG) {
        HostFrame frame = read(at, length);
        if (frame != null) {
          drop(at + length);
          return frame;
        }
      }
      at++;
    }
    drop(Math.min(at, pending.length));
    return null;
  }

  private static final int WAIT = -1;
  private static final int WRONG = -2;

  /** Bytes from the start code to the postamble. */
  private int lengthOf(int at) {
    int left = pending.length - at;
    if (left < 5) {
      return WAIT;
    }
    int first = byteAt(at + 2);
    int second = byteAt(at + 3);
    if (first == 0x00 && second == 0xFF || first == 0xFF && second == 0x00) {
      return 5;
    }
    int data = first;
    int header = 4;
    if (first == 0xFF && second == 0xFF) {
      if (left < 7) {
        return WAIT;
      }
      data = byteAt(at + 4) * 256 + byteAt(at + 5);
      header = 7;
      if ((byteAt(at + 4) + byteAt(at + 5) + byteAt(at + 6)) % 256 != 0) {
        return WRONG;
      }
    } else if ((first + second) % 256 != 0) {
      return WRONG;
    }
    if (data < 2 || data > LONGEST) {
      return WRONG;
    }
    return left < header + data + 2 ? WAIT : header + data + 2;
  }

  private @Nullable HostFrame read(int at, int length) {
    if (byteAt(at + length - 1) != 0x00) {
      return null;
    }
    if (length == 5) {
      return byteAt(at + 2) == 0x00 ? new HostFrame.Ack() : new HostFrame.Nack();
    }
    int from = at + (byteAt(at + 2) == 0xFF && byteAt(at + 3) == 0xFF ? 7 : 4);
    int end = at + length - 2;
    int sum = 0;
    for (int i = from; i <= end; i++) {
      sum += byteAt(i);
    }
    if (sum % 256 != 0 || byteAt(from) != HOST) {
      return null;
    }
    return new HostFrame.Request(byteAt(from + 1), Arrays.copyOfRange(pending, from + 2, end));
  }

  private int byteAt(int index) {
    return pending[index] & 0xFF;
  }

  private void drop(int bytes) {
    pending = Arrays.copyOfRange(pending, bytes, pending.length);
  }

  /** Sends every byte by itself from now on, or no more. */
  void split(boolean wanted) {
    split = wanted;
  }

  void send(byte[] frame) throws IOException {
    if (!split) {
      line.write(frame);
      return;
    }
    for (byte b : frame) {
      line.write(new byte[] {b});
    }
  }

  static byte[] acknowledgement() {
    return new byte[] {0x00, 0x00, (byte) 0xFF, 0x00, (byte) 0xFF, 0x00};
  }

  static byte[] syntaxError() {
    return new byte[] {0x00, 0x00, (byte) 0xFF, 0x01, (byte) 0xFF, 0x7F, (byte) 0x81, 0x00};
  }

  /** An answer's frame, extended if it has to be. */
  static byte[] answer(int code, byte[] data) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(CHIP);
    body.write(code);
    body.writeBytes(data);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(new byte[] {0x00, 0x00, (byte) 0xFF});
    int length = body.size();
    if (length > LONGEST) {
      throw new IllegalStateException("an answer of " + length + " bytes; the chip has 265");
    }
    if (length > 255) {
      frame.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xFF});
      frame.write(length / 256);
      frame.write(length % 256);
      frame.write(256 - (length / 256 + length % 256) % 256);
    } else {
      frame.write(length);
      frame.write(256 - length);
    }
    int sum = 0;
    for (byte b : body.toByteArray()) {
      frame.write(b);
      sum += b & 0xFF;
    }
    frame.write(256 - sum % 256);
    frame.write(0x00);
    return frame.toByteArray();
  }
}
