package org.countersign.simulator.applet;

import java.util.Arrays;
import javacard.framework.APDU;
import javacard.framework.ISO7816;

/** A command as an applet sees it: header, data field and Ne (0 if the host expects no data). */
final class Command {

  static final int NE_SHORT_MAX = 256;

  /** A Java Card counts in signed shorts: Le 0000 asks for this much. */
  static final int NE_EXTENDED_MAX = 0x7FFF;

  final int cla;
  final int ins;
  final int p1;
  final int p2;
  final int ne;
  final boolean extended;

  /** Whether Le asked for all there is (00 or 0000) or was made smaller by us. */
  final boolean all;

  private final byte[] data;

  Command(int cla, int ins, int p1, int p2, byte[] data, int ne, boolean extended, boolean all) {
    this.cla = cla;
    this.ins = ins;
    this.p1 = p1;
    this.p2 = p2;
    this.data = data;
    this.ne = ne;
    this.extended = extended;
    this.all = all;
  }

  /** Receives the whole data field and leaves the APDU ready to send. */
  static Command receive(APDU apdu) {
    byte[] buffer = apdu.getBuffer();
    int received = apdu.setIncomingAndReceive();
    int at = apdu.getOffsetCdata();
    int length = apdu.getIncomingLength();
    while (received < length) {
      received += apdu.receiveBytes((short) (at + received));
    }
    byte[] data = Arrays.copyOfRange(buffer, at, at + length);
    boolean extended = at != ISO7816.OFFSET_CDATA;
    int ne = apdu.setOutgoing();
    return new Command(
        ByteArrays.unsigned(buffer, ISO7816.OFFSET_CLA),
        ByteArrays.unsigned(buffer, ISO7816.OFFSET_INS),
        ByteArrays.unsigned(buffer, ISO7816.OFFSET_P1),
        ByteArrays.unsigned(buffer, ISO7816.OFFSET_P2),
        data,
        ne,
        extended,
        ne == (extended ? NE_EXTENDED_MAX : NE_SHORT_MAX));
  }

  /** The same command without what protected it. */
  Command plain(int plainCla, byte[] plainData, int plainNe, boolean plainAll) {
    return new Command(plainCla, ins, p1, p2, plainData, plainNe, extended, plainAll);
  }

  byte[] data() {
    return data.clone();
  }

  byte[] header() {
    return ByteArrays.of(cla, ins, p1, p2);
  }

  int p1p2() {
    return p1 << 8 | p2;
  }

  /** Whether the class says that secure messaging of the application's own kind is on. */
  boolean isSecured() {
    return (cla & 0x04) != 0;
  }
}
