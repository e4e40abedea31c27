package org.countersign.link;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What chance does to the bytes of a frame. */
final class Damage {

  private final RandomGenerator chance;

  Damage(RandomGenerator chance) {
    this.chance = chance;
  }

  /** The frame after one of the faults that alter its bytes; any other leaves it as it is. */
  byte[] apply(LineFault fault, byte[] frame) {
    if (frame.length == 0) {
      return frame;
    }
    int at = chance.nextInt(frame.length);
    return switch (fault) {
      case DROP -> join(Arrays.copyOf(frame, at), Arrays.copyOfRange(frame, at + 1, frame.length));
      case FLIP -> {
        byte[] flipped = frame.clone();
        flipped[at] ^= (byte) (1 << chance.nextInt(8));
        yield flipped;
      }
      case INSERT ->
          join(
              join(Arrays.copyOf(frame, at), noise(1)),
              Arrays.copyOfRange(frame, at, frame.length));
      case DUPLICATE -> join(frame, frame);
      case TRUNCATE -> Arrays.copyOf(frame, at);
      default -> frame;
    };
  }

  byte[] noise(int length) {
    byte[] noise = new byte[length];
    chance.nextBytes(noise);
    return noise;
  }

  byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
