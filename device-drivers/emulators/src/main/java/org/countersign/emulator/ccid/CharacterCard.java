package org.countersign.emulator.ccid;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A card's side of T=0 (ISO/IEC 7816-3, clause 10) as a reader of TPDUs shows it: five bytes of
 * header and data one way. What a command with data returns waits for GET RESPONSE.
 */
final class CharacterCard implements CardSide {

  private static final byte GET_RESPONSE = (byte) 0xC0;
  private static final byte[] WRONG_LENGTH = {0x67, 0x00};

  private final UnaryOperator<byte[]> chip;
  private byte[] held = {};

  CharacterCard(UnaryOperator<byte[]> chip) {
    this.chip = chip;
  }

  @Override
  public byte[] exchange(byte[] sent) {
    if (sent.length < 5 || (sent.length > 5 && sent.length != 5 + (sent[4] & 0xFF))) {
      return WRONG_LENGTH;
    }
    if (sent.length > 5) {
      return hold(chip.apply(Arrays.copyOf(sent, sent.length + 1)));
    }
    int p3 = sent[4] == 0 ? 256 : sent[4] & 0xFF;
    if (sent[1] == GET_RESPONSE && held.length > 2) {
      return give(p3);
    }
    held = chip.apply(sent);
    if (held.length == 0 || held.length == 2) {
      return held;
    }
    if (held.length - 2 == p3) {
      return give(p3);
    }
    return new byte[] {0x6C, (byte) (held.length - 2)};
  }

  private byte[] hold(byte[] response) {
    held = response;
    if (response.length <= 2) {
      return response;
    }
    return new byte[] {0x61, (byte) Math.min(response.length - 2, 256)};
  }

  private byte[] give(int count) {
    int data = held.length - 2;
    if (count > data) {
      return new byte[] {0x6C, (byte) data};
    }
    byte[] part = Arrays.copyOf(held, count + 2);
    byte[] rest = Arrays.copyOfRange(held, count, held.length);
    boolean all = rest.length == 2;
    part[count] = all ? rest[0] : 0x61;
    part[count + 1] = all ? rest[1] : (byte) Math.min(rest.length - 2, 256);
    held = all ? new byte[0] : rest;
    return part;
  }
}
