package org.countersign.ccid;

/** Commands of the host that the driver uses (CCID 6.1), and the type of each one's answer. */
enum Command {
  SET_PARAMETERS(0x61, 0x82),
  ICC_POWER_ON(0x62, 0x80),
  ICC_POWER_OFF(0x63, 0x81),
  GET_SLOT_STATUS(0x65, 0x81),
  ESCAPE(0x6B, 0x83),
  XFR_BLOCK(0x6F, 0x80);

  private final int type;
  private final int answer;

  Command(int type, int answer) {
    this.type = type;
    this.answer = answer;
  }

  int type() {
    return type;
  }

  int answer() {
    return answer;
  }
}
