package org.countersign.emulator.pn532;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Says what the chip has to say to one command, with its habit of the moment. */
final class Mouth {

  /** Looks like the beginning of nothing, and like a start code at its end. */
  private static final byte[] NOISE = {0x17, 0x00, 0x00, 0x42, (byte) 0xFF, 0x00, 0x33};

  private static final int DATA = 7;
  private static final int LENGTH = 3;

  private final HostLine host;
  private final @Nullable Habit habit;

  Mouth(HostLine host, @Nullable Habit habit) {
    this.host = host;
    this.habit = habit;
  }

  void acknowledge() throws IOException {
    host.split(habit == Habit.SPLITS);
    if (habit == Habit.LOSES_ACKNOWLEDGEMENT || habit == Habit.LOSES_BOTH) {
      return;
    }
    if (habit == Habit.BABBLES) {
      host.send(NOISE);
    }
    host.send(HostLine.acknowledgement());
  }

  void answer(byte[] frame) throws IOException {
    switch (habit) {
      case LOSES_ANSWER, LOSES_BOTH -> {}
      case DAMAGES_ANSWER -> host.send(turned(frame, DATA));
      case DAMAGES_HEADER -> host.send(turned(frame, LENGTH));
      case CUTS_ANSWER -> host.send(Arrays.copyOf(frame, frame.length - 2));
      case BABBLES_BEFORE_ANSWER -> {
        host.send(NOISE);
        host.send(frame);
      }
      case STUTTERS -> {
        host.send(frame);
        host.send(frame);
      }
      case null, default -> host.send(frame);
    }
  }

  private static byte[] turned(byte[] frame, int at) {
    byte[] turned = frame.clone();
    turned[at] ^= 0x01;
    return turned;
  }
}
