package org.countersign.simulator.applet;

import java.util.Arrays;
import javacard.framework.ISO7816;

/**
 * Security attributes in compact form (ISO/IEC 7816-4, 7.4.3.2.2): an access mode byte, then a
 * security condition byte for each of its bits from b7 down to b1. An operation without a condition
 * is never allowed.
 */
final class AccessRule {

  /** Nothing is allowed. */
  static final AccessRule NEVER = new AccessRule(ByteArrays.of(0));

  /** Everything is always allowed to be read. */
  static final AccessRule READ_ALWAYS = new AccessRule(ByteArrays.of(Operation.READ.bit, 0));

  /** Operations by their bit in the access mode byte of an EF (table 17). */
  enum Operation {
    READ(0x01),
    UPDATE(0x02),
    ACTIVATE(0x10);

    private final int bit;

    Operation(int bit) {
      this.bit = bit;
    }
  }

  private static final int ALWAYS = 0x00;
  private static final int NEVER_CONDITION = 0xFF;
  private static final int EXTERNAL_AUTHENTICATION = 0x20;

  private final byte[] value;

  private AccessRule(byte[] value) {
    this.value = value;
  }

  /** Reads DO 8C; {@code 6A80} if the conditions are not as many as the mode's bits. */
  static AccessRule parse(byte[] value) {
    ByteArrays.require(value.length > 0 && (value[0] & 0x80) == 0, ISO7816.SW_WRONG_DATA);
    ByteArrays.require(
        value.length == 1 + Integer.bitCount(value[0] & 0x7F), ISO7816.SW_WRONG_DATA);
    for (int i = 1; i < value.length; i++) {
      ByteArrays.require(isKnown(value[i] & 0xFF), ISO7816.SW_WRONG_DATA);
    }
    return new AccessRule(value.clone());
  }

  private static boolean isKnown(int condition) {
    boolean key = (condition & 0xF0) == EXTERNAL_AUTHENTICATION && (condition & 0x0F) != 0;
    return condition == ALWAYS || condition == NEVER_CONDITION || key;
  }

  /** Whether the operation is allowed to who has proven these keys. */
  boolean allows(Operation operation, SecurityStatus status) {
    int mode = value[0] & 0x7F;
    if ((mode & operation.bit) == 0) {
      return false;
    }
    int higher = Integer.bitCount(mode & ~(operation.bit * 2 - 1));
    int condition = value[1 + higher] & 0xFF;
    if (condition == ALWAYS) {
      return true;
    }
    return condition != NEVER_CONDITION && status.hasProven(condition & 0x0F);
  }

  byte[] bytes() {
    return Arrays.copyOf(value, value.length);
  }
}
