package org.countersign.emulator.ccid;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** 03 06 message LRC; echo; 03 15 16 for a damaged command; 50 02 and 50 03; 80 and above. */
final class TwinDialect implements Dialect {

  private static final int HEADER = 10;
  private static final byte[] NOTHING = {};

  @Override
  public HostFrame read(HostBytes host, Duration limit) throws IOException {
    int first = host.next(limit);
    while (first != 0x03) {
      if (first == HostBytes.SILENCE) {
        return new HostFrame.Silence();
      }
      first = host.next(limit);
    }
    if (host.next(PAUSE) != 0x06) {
      host.skipUntil(PAUSE);
      return new HostFrame.Damaged(0);
    }
    byte[] frame = {0x03, 0x06};
    frame = more(host, frame, HEADER);
    if (frame.length < 2 + HEADER) {
      return new HostFrame.Damaged(0);
    }
    long data = Dialect.length(frame, 3);
    if (data > GREATEST - HEADER) {
      host.skipUntil(PAUSE);
      return new HostFrame.Damaged(0);
    }
    int whole = frame.length + (int) data + 1;
    frame = more(host, frame, (int) data + 1);
    if (frame.length < whole || Dialect.xor(frame, 0, whole) != 0) {
      return new HostFrame.Damaged(0);
    }
    return new HostFrame.Command(Arrays.copyOfRange(frame, 2, whole - 1));
  }

  private static byte[] more(HostBytes host, byte[] so, int count) throws IOException {
    byte[] all = Arrays.copyOf(so, so.length + count);
    for (int i = so.length; i < all.length; i++) {
      int next = host.next(PAUSE);
      if (next == HostBytes.SILENCE) {
        return Arrays.copyOf(all, i);
      }
      all[i] = (byte) next;
    }
    return all;
  }

  @Override
  public byte[] accepted(byte[] command, boolean echo) {
    return echo ? frame(command) : NOTHING;
  }

  @Override
  public byte[] refusal(int code) {
    return new byte[] {0x03, 0x15, 0x16};
  }

  @Override
  public byte[] frame(byte[] message) {
    byte[] frame = new byte[message.length + 3];
    frame[0] = 0x03;
    frame[1] = 0x06;
    System.arraycopy(message, 0, frame, 2, message.length);
    frame[frame.length - 1] = Dialect.xor(frame, 0, frame.length - 1);
    return frame;
  }

  @Override
  public byte[] patience() {
    return new byte[] {(byte) 0x80};
  }

  @Override
  public byte[] slotChange(int slot, boolean present) {
    return new byte[] {0x50, (byte) (present ? 0x03 : 0x02)};
  }

  @Override
  public boolean deafAtWork() {
    return false;
  }

  @Override
  public byte[] withWrongCheck(byte[] frame) {
    byte[] wrong = frame.clone();
    wrong[wrong.length - 1] ^= 0x01;
    return wrong;
  }
}
