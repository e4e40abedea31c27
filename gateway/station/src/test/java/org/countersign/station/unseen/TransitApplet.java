package org.countersign.station.unseen;

import javacard.framework.APDU;
import javacard.framework.Applet;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.OwnerPIN;
import javacard.framework.Util;

/**
 * A transit operator's pass as its vendor would write it, with the Java Card API alone and nothing
 * of ours. It has two ways to be opened, and its installer chooses: codes in plain commands, or a
 * secure channel around every command.
 *
 * <pre>
 * 80 CA 01 00              chip number (8)
 * 80 CA 02 00              state (1): 00 fresh, 5A sealed
 * 80 20 00 01, 16 bytes    present the issuer's code, three tries
 * 80 20 00 02, 16 bytes    present the readers' code, three tries
 * 80 D8 00 nn, 1-32 bytes  write segment nn of 32 bytes, until sealed
 * 80 B4 00 00              read all segments (128)
 * 80 F6 5A A5              seal for good; answers the chip number
 * install data             chip number (8), issuer's and readers' code (16 each); for a secure
 *                          channel instead of the issuer's code also Key-ENC and Key-MAC (16 each)
 * </pre>
 */
public final class TransitApplet extends Applet {

  public static final byte[] AID = {(byte) 0xF0, 0x54, 0x52, 0x41, 0x4E, 0x53, 0x49, 0x54, 0x02};

  private static final short SEGMENT = 32;
  private static final short SEGMENTS = 4;
  private static final byte CODE = 16;
  private static final byte WITH_CHANNEL = 8 + 4 * CODE;
  private static final byte SEALED = 0x5A;

  private final byte[] number = new byte[8];
  private final byte[] memory = new byte[SEGMENTS * SEGMENT];
  private final OwnerPIN issuer = new OwnerPIN((byte) 3, CODE);
  private final OwnerPIN readers = new OwnerPIN((byte) 3, CODE);
  private final TransitChannel channel;
  private byte state;

  private TransitApplet(byte[] data, short at, byte length) {
    Util.arrayCopy(data, at, number, (short) 0, (short) 8);
    issuer.update(data, (short) (at + 8), CODE);
    readers.update(data, (short) (at + 24), CODE);
    channel = new TransitChannel(number);
    if (length == WITH_CHANNEL) {
      channel.require(data, (short) (at + 40));
    }
  }

  /** The entry point that every Java Card applet has. */
  public static void install(byte[] parameters, short offset, byte length) {
    short at = (short) (offset + 1 + parameters[offset]); // behind the AID
    at += (short) (1 + parameters[at]); // behind the control information
    new TransitApplet(parameters, (short) (at + 1), parameters[at]).register();
  }

  @Override
  public void deselect() {
    issuer.reset();
    readers.reset();
    channel.close();
  }

  @Override
  public boolean select() {
    deselect();
    return true;
  }

  @Override
  public void process(APDU apdu) {
    if (selectingApplet()) {
      return;
    }
    byte[] buffer = apdu.getBuffer();
    boolean secured = buffer[ISO7816.OFFSET_CLA] == (byte) 0x84;
    short size;
    if (channel.isHandshake(buffer)) {
      size = channel.handshake(buffer, apdu.setIncomingAndReceive());
    } else if (secured) {
      short length = channel.unwrap(buffer, apdu.setIncomingAndReceive());
      size = channel.wrap(buffer, execute(buffer, length, true));
    } else {
      size = execute(buffer, hasData(buffer) ? apdu.setIncomingAndReceive() : 0, false);
    }
    if (size > 0) {
      apdu.setOutgoingAndSend((short) 0, size);
    }
  }

  private static boolean hasData(byte[] buffer) {
    byte ins = buffer[ISO7816.OFFSET_INS];
    return ins == 0x20 || ins == (byte) 0xD8;
  }

  private short execute(byte[] buffer, short length, boolean secured) {
    if ((buffer[ISO7816.OFFSET_CLA] & 0xFB) != 0x80) {
      ISOException.throwIt(ISO7816.SW_CLA_NOT_SUPPORTED);
    }
    switch (buffer[ISO7816.OFFSET_INS]) {
      case (byte) 0xCA:
        return fact(buffer);
      case 0x20:
        return present(buffer, length);
      case (byte) 0xD8:
        require(mayWrite(secured), ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
        return write(buffer, length);
      case (byte) 0xB4:
        require(mayRead(secured), ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
        return Util.arrayCopyNonAtomic(memory, (short) 0, buffer, (short) 0, (short) memory.length);
      case (byte) 0xF6:
        require(mayWrite(secured), ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
        return seal(buffer);
      default:
        ISOException.throwIt(ISO7816.SW_INS_NOT_SUPPORTED);
        return 0;
    }
  }

  private short fact(byte[] buffer) {
    if (buffer[ISO7816.OFFSET_P1] == 1) {
      return Util.arrayCopyNonAtomic(number, (short) 0, buffer, (short) 0, (short) 8);
    }
    require(buffer[ISO7816.OFFSET_P1] == 2, ISO7816.SW_INCORRECT_P1P2);
    buffer[0] = state;
    return 1;
  }

  private short present(byte[] buffer, short length) {
    boolean byIssuer = buffer[ISO7816.OFFSET_P2] == 1;
    OwnerPIN code = byIssuer ? issuer : readers;
    require(length == CODE, ISO7816.SW_WRONG_LENGTH);
    require(!(byIssuer && channel.isRequired()), ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    require(code.getTriesRemaining() > 0, ISO7816.SW_FILE_INVALID);
    if (!code.check(buffer, ISO7816.OFFSET_CDATA, CODE)) {
      ISOException.throwIt((short) (0x63C0 | code.getTriesRemaining()));
    }
    return 0;
  }

  private boolean mayWrite(boolean secured) {
    return state != SEALED && (channel.isRequired() ? secured : issuer.isValidated());
  }

  private boolean mayRead(boolean secured) {
    boolean issuing = channel.isRequired() ? secured : state != SEALED && issuer.isValidated();
    return issuing || readers.isValidated();
  }

  private short write(byte[] buffer, short length) {
    short segment = buffer[ISO7816.OFFSET_P2];
    require(segment >= 0 && segment < SEGMENTS, ISO7816.SW_INCORRECT_P1P2);
    require(length > 0 && length <= SEGMENT, ISO7816.SW_WRONG_LENGTH);
    Util.arrayCopy(buffer, ISO7816.OFFSET_CDATA, memory, (short) (segment * SEGMENT), length);
    return 0;
  }

  private short seal(byte[] buffer) {
    require(Util.getShort(buffer, ISO7816.OFFSET_P1) == 0x5AA5, ISO7816.SW_INCORRECT_P1P2);
    state = SEALED;
    issuer.reset();
    return Util.arrayCopyNonAtomic(number, (short) 0, buffer, (short) 0, (short) 8);
  }

  private static void require(boolean condition, short otherwise) {
    if (!condition) {
      ISOException.throwIt(otherwise);
    }
  }
}
