package org.countersign.personalization.scp03;

/** Protection of commands and responses, P1 of EXTERNAL AUTHENTICATE (Amendment D, 7.1.2). */
public enum SecurityLevel {
  /** Commands carry a MAC. */
  C_MAC(0x01),
  /** Commands carry a MAC and are encrypted. */
  C_DEC(0x03),
  /** Commands and responses carry a MAC. */
  C_MAC_R_MAC(0x11),
  /** Commands carry a MAC and are encrypted, responses carry a MAC. */
  C_DEC_R_MAC(0x13),
  /** Commands and responses carry a MAC and are encrypted. */
  C_DEC_R_ENC(0x33);

  private final int value;

  SecurityLevel(int value) {
    this.value = value;
  }

  /**
   * The level with that value.
   *
   * @throws IllegalArgumentException for any other than 01, 03, 11, 13 and 33
   */
  public static SecurityLevel of(int value) {
    for (SecurityLevel level : values()) {
      if (level.value == value) {
        return level;
      }
    }
    throw new IllegalArgumentException(
        String.format("security level %02X; one of 01, 03, 11, 13, 33", value));
  }

  /** The byte of the standard. */
  public int value() {
    return value;
  }

  /** Whether command data are encrypted. */
  public boolean encryptsCommands() {
    return (value & 0x02) != 0;
  }

  /** Whether responses carry a MAC. */
  public boolean protectsResponses() {
    return (value & 0x10) != 0;
  }

  /** Whether response data are encrypted. */
  public boolean encryptsResponses() {
    return (value & 0x20) != 0;
  }
}
