package org.countersign.simulator.applet;

import java.util.Arrays;
import javacard.framework.APDU;
import javacard.framework.Applet;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacardx.apdu.ExtendedLength;

/**
 * An applet whose commands are methods: whole command in, whole answer out.
 *
 * <p>jcardsim turns any exception into 6F00. A mistake of ours must not look like a card's answer,
 * so it is kept for {@link Defects}.
 */
abstract class CardApplet extends Applet implements ExtendedLength {

  private final Defects defects;

  CardApplet(Defects defects) {
    this.defects = defects;
  }

  @Override
  public final void process(APDU apdu) {
    Answer answer = answered(apdu);
    byte[] data = answer.data();
    // Ne was asked for in Command.receive, so the APDU is outgoing already.
    apdu.setOutgoingLength((short) data.length);
    send(apdu, data);
    if (answer.sw() != Sw.OK) {
      ISOException.throwIt(answer.sw());
    }
  }

  private static void send(APDU apdu, byte[] data) {
    byte[] buffer = apdu.getBuffer();
    int block = Math.min(buffer.length, 256);
    for (int at = 0; at < data.length; at += block) {
      int size = Math.min(block, data.length - at);
      apdu.sendBytesLong(data, (short) at, (short) size);
    }
  }

  private Answer answered(APDU apdu) {
    try {
      Command command = Command.receive(apdu);
      Answer answer = selectingApplet() ? selected(command) : execute(command);
      return fitted(command, answer);
    } catch (ISOException | Eeprom.PowerCut e) {
      throw e;
    } catch (RuntimeException e) {
      defects.add(e);
      throw e;
    }
  }

  /** 6Cxx if the host expects some data, but fewer than there are. */
  private static Answer fitted(Command command, Answer answer) {
    int length = answer.data().length;
    if (answer.isSecured() || command.ne == 0 || length <= command.ne) {
      return answer;
    }
    short sw =
        length > 0xFF
            ? ISO7816.SW_WRONG_LENGTH
            : (short) (ISO7816.SW_CORRECT_LENGTH_00 | (length & 0xFF));
    return Answer.of(ByteArrays.EMPTY, sw);
  }

  /** The answer to the SELECT that chose this applet. */
  abstract Answer selected(Command command);

  /** Any other command. */
  abstract Answer execute(Command command);

  /** A SELECT by name that the runtime handed on, since no application has that name. */
  static boolean selectsUnknown(Command command) {
    return command.cla == 0 && command.ins == 0xA4 && command.p1 == 4;
  }

  /** Whether the data field names the AID, or begins it (7816-4, 5.3.1: partial DF name). */
  static boolean names(byte[] data, byte[] aid) {
    return data.length <= aid.length && Arrays.equals(data, Arrays.copyOf(aid, data.length));
  }
}
