package org.countersign.simulator.applet;

import java.util.Arrays;

/**
 * A response before it is sent.
 *
 * <p>Secured answers may be longer than Ne says, since a host's Ne counts what it wants to know and
 * not what protects it.
 */
final class Answer {

  static final Answer OK = new Answer(ByteArrays.EMPTY, Sw.OK, false);

  private final byte[] data;
  private final short sw;
  private final boolean secured;

  private Answer(byte[] data, short sw, boolean secured) {
    this.data = data;
    this.sw = sw;
    this.secured = secured;
  }

  static Answer of(byte[]... parts) {
    return new Answer(ByteArrays.concat(parts), Sw.OK, false);
  }

  static Answer of(byte[] data, short sw) {
    return new Answer(data, sw, false);
  }

  static Answer secured(byte[] data, short sw) {
    return new Answer(data, sw, true);
  }

  byte[] data() {
    return Arrays.copyOf(data, data.length);
  }

  short sw() {
    return sw;
  }

  boolean isSecured() {
    return secured;
  }

  /** Success or a warning: 9000, 62xx, 63xx. */
  boolean isAnswered() {
    int sw1 = sw >> 8 & 0xFF;
    return sw == Sw.OK || sw1 == 0x62 || sw1 == 0x63;
  }
}
