package org.countersign.apdu;

/**
 * Status word SW1 SW2 (ISO/IEC 7816-4, 5.6, tables 5 and 6).
 *
 * @param value 16 bits
 */
public record StatusWord(int value) {

  public static final StatusWord OK = new StatusWord(0x9000);

  public StatusWord {
    if (value < 0 || value > 0xFFFF) {
      throw new IllegalArgumentException("status word of more than 16 bits");
    }
  }

  public int sw1() {
    return value >> 8;
  }

  public int sw2() {
    return value & 0xFF;
  }

  public boolean isOk() {
    return value == 0x9000;
  }

  /** 61xx: more data wait for GET RESPONSE. */
  public boolean hasMoreData() {
    return sw1() == 0x61;
  }

  /** 6Cxx: Le was wrong, SW2 is the right one. */
  public boolean isWrongLe() {
    return sw1() == 0x6C;
  }

  /** 63Cx: a counter, usually of tries left. */
  public boolean isRetryCounter() {
    return (value & 0xFFF0) == 0x63C0;
  }

  /** Tries left, 0 to 15, where {@link #isRetryCounter()}. */
  public int triesLeft() {
    return value & 0x0F;
  }

  /** What the standard says it means. */
  public String meaning() {
    return switch (value) {
      case 0x9000 -> "success";
      case 0x6300 -> "verification failed";
      case 0x6581 -> "memory failure";
      case 0x6700 -> "wrong length";
      case 0x6881 -> "logical channel not supported";
      case 0x6882 -> "secure messaging not supported";
      case 0x6981 -> "command incompatible with file structure";
      case 0x6982 -> "security status not satisfied";
      case 0x6983 -> "authentication method blocked";
      case 0x6984 -> "reference data not usable";
      case 0x6985 -> "conditions of use not satisfied";
      case 0x6986 -> "no current EF";
      case 0x6987 -> "secure messaging data objects missing";
      case 0x6988 -> "secure messaging data objects incorrect";
      case 0x6A80 -> "incorrect data";
      case 0x6A81 -> "function not supported";
      case 0x6A82 -> "file or application not found";
      case 0x6A83 -> "record not found";
      case 0x6A84 -> "not enough memory";
      case 0x6A86 -> "incorrect P1 P2";
      case 0x6A88 -> "reference data not found";
      case 0x6A89 -> "file exists already";
      case 0x6B00 -> "offset outside the file";
      case 0x6D00 -> "instruction not supported";
      case 0x6E00 -> "class not supported";
      case 0x6F00 -> "no precise diagnosis";
      default -> byClass();
    };
  }

  private String byClass() {
    if (isRetryCounter()) {
      return triesLeft() + " tries left";
    }
    return switch (sw1()) {
      case 0x61 -> sw2() + " bytes more";
      case 0x62, 0x63 -> "warning";
      case 0x64, 0x65 -> "execution error";
      case 0x6C -> "wrong Le, " + sw2() + " is right";
      case 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6D, 0x6E, 0x6F -> "checking error";
      default -> "not in ISO 7816-4";
    };
  }

  /** For example {@code 6982 (security status not satisfied)}. */
  @Override
  public String toString() {
    return String.format("%04X (%s)", value, meaning());
  }
}
