package org.countersign.emulator.ccid;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A card's side of T=1 (ISO/IEC 7816-3, clause 11): takes commands in chains, answers in chains,
 * and gives its last block again when it is asked to. It runs a command once, whatever is repeated.
 */
final class BlockCard implements CardSide {

  private static final int MORE = 0x20;
  private static final byte[] NONE = {};

  private final UnaryOperator<byte[]> chip;
  private final Habits habits;
  private ByteArrayOutputStream chain = new ByteArrayOutputStream();
  private int expected;
  private int sending;
  private int ifsd = 32;
  private byte[] response = NONE;
  private int at;
  private byte[] unacknowledged = NONE;
  private byte[] asked = NONE;

  /**
   * A card that was just reset.
   *
   * @param chip runs a command APDU; empty if it does not answer
   */
  BlockCard(UnaryOperator<byte[]> chip, Habits habits) {
    this.chip = chip;
    this.habits = habits;
  }

  @Override
  public byte[] exchange(byte[] sent) {
    if (!isValid(sent)) {
      return receiveReady(1);
    }
    int pcb = sent[1] & 0xFF;
    byte[] inf = Arrays.copyOfRange(sent, 3, sent.length - 1);
    if ((pcb & 0x80) == 0) {
      return information(pcb, inf);
    }
    return (pcb & 0x40) == 0 ? ready(pcb) : supervisory(pcb, inf);
  }

  private static boolean isValid(byte[] block) {
    return block.length >= 4
        && block.length == 4 + (block[2] & 0xFF)
        && Dialect.xor(block, 0, block.length) == 0;
  }

  private byte[] information(int pcb, byte[] inf) {
    if (asked.length > 0) {
      return asked;
    }
    boolean inTheMiddle = unacknowledged.length > 0 && (unacknowledged[1] & MORE) != 0;
    if ((pcb >> 6 & 1) != expected || inTheMiddle) {
      return receiveReady(2);
    }
    if (unacknowledged.length > 0) {
      sending ^= 1;
      unacknowledged = NONE;
    }
    expected ^= 1;
    chain.writeBytes(inf);
    if ((pcb & MORE) != 0) {
      return receiveReady(0);
    }
    response = chip.apply(chain.toByteArray());
    chain = new ByteArrayOutputStream();
    at = 0;
    if (response.length == 0) {
      return NONE;
    }
    if (habits.strikes(Habit.CARD_MORE_TIME, Habits.XFR_BLOCK)) {
      asked = block(0xC3, new byte[] {1});
      return asked;
    }
    return piece();
  }

  private byte[] piece() {
    int end = Math.min(at + ifsd, response.length);
    int pcb = sending << 6 | (end < response.length ? MORE : 0);
    unacknowledged = block(pcb, Arrays.copyOfRange(response, at, end));
    at = end;
    return unacknowledged;
  }

  private byte[] ready(int pcb) {
    if (asked.length > 0) {
      return asked;
    }
    if (unacknowledged.length == 0) {
      return receiveReady(0);
    }
    if ((pcb >> 4 & 1) == sending) {
      return unacknowledged;
    }
    if ((unacknowledged[1] & MORE) != 0) {
      sending ^= 1;
      return piece();
    }
    // The host waits for the answer to a command that never came.
    return receiveReady(0);
  }

  private byte[] supervisory(int pcb, byte[] inf) {
    return switch (pcb) {
      case 0xC0 -> {
        expected = 0;
        sending = 0;
        ifsd = 32;
        unacknowledged = NONE;
        asked = NONE;
        chain = new ByteArrayOutputStream();
        yield block(0xE0, NONE);
      }
      case 0xC1 -> {
        ifsd = inf[0] & 0xFF;
        yield block(0xE1, inf);
      }
      case 0xC2 -> block(0xE2, NONE);
      case 0xE3 -> {
        if (asked.length == 0) {
          yield receiveReady(2);
        }
        asked = NONE;
        yield piece();
      }
      default -> receiveReady(2);
    };
  }

  private byte[] receiveReady(int error) {
    return block(0x80 | expected << 4 | error, NONE);
  }

  private static byte[] block(int pcb, byte[] inf) {
    byte[] block = new byte[inf.length + 4];
    block[1] = (byte) pcb;
    block[2] = (byte) inf.length;
    System.arraycopy(inf, 0, block, 3, inf.length);
    block[block.length - 1] = Dialect.xor(block, 0, block.length - 1);
    return block;
  }
}
