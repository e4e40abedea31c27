package org.countersign.emulator.ccid;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** 02 message XOR 03; 02 nn nn 03 for every command; the last answer again after eleven zeros. */
final class AcsDialect implements Dialect {

  private static final int HEADER = 10;
  private static final int WRONG_CHECK = 0xFF;
  private static final int TOO_LONG = 0xFE;
  private static final int NO_END = 0xFD;
  private static final int NOT_IN_TIME = 0x99;

  @Override
  public HostFrame read(HostBytes host, Duration limit) throws IOException {
    int first = host.next(limit);
    while (first != 0x02) {
      if (first == HostBytes.SILENCE) {
        return new HostFrame.Silence();
      }
      first = host.next(limit);
    }
    byte[] header = take(host, HEADER);
    if (header.length < HEADER) {
      return new HostFrame.Damaged(NOT_IN_TIME);
    }
    long length = Dialect.length(header, 1);
    if (length > GREATEST - HEADER) {
      host.skipUntil(PAUSE);
      return new HostFrame.Damaged(TOO_LONG);
    }
    byte[] rest = take(host, (int) length + 2);
    if (rest.length < length + 2) {
      return new HostFrame.Damaged(NOT_IN_TIME);
    }
    byte[] message = Arrays.copyOf(header, HEADER + (int) length);
    System.arraycopy(rest, 0, message, HEADER, (int) length);
    if (rest[rest.length - 1] != 0x03) {
      host.skipUntil(PAUSE);
      return new HostFrame.Damaged(NO_END);
    }
    if (rest[rest.length - 2] != Dialect.xor(message, 0, message.length)) {
      host.skipUntil(PAUSE);
      return new HostFrame.Damaged(WRONG_CHECK);
    }
    return Arrays.equals(message, new byte[HEADER])
        ? new HostFrame.SendAgain()
        : new HostFrame.Command(message);
  }

  private static byte[] take(HostBytes host, int count) throws IOException {
    byte[] all = new byte[count];
    for (int i = 0; i < count; i++) {
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
    return refusal(0);
  }

  @Override
  public byte[] refusal(int code) {
    return new byte[] {0x02, (byte) code, (byte) code, 0x03};
  }

  @Override
  public byte[] frame(byte[] message) {
    byte[] frame = new byte[message.length + 3];
    frame[0] = 0x02;
    System.arraycopy(message, 0, frame, 1, message.length);
    frame[frame.length - 2] = Dialect.xor(message, 0, message.length);
    frame[frame.length - 1] = 0x03;
    return frame;
  }

  @Override
  public byte[] patience() {
    return new byte[0];
  }

  @Override
  public byte[] slotChange(int slot, boolean present) {
    byte states = (byte) ((present ? 0x03 : 0x02) << (2 * slot));
    return new byte[] {0x02, 0x50, states, (byte) (0x50 ^ states), 0x03};
  }

  @Override
  public boolean deafAtWork() {
    return true;
  }

  @Override
  public byte[] withWrongCheck(byte[] frame) {
    byte[] wrong = frame.clone();
    wrong[wrong.length - 2] ^= 0x01;
    return wrong;
  }
}
