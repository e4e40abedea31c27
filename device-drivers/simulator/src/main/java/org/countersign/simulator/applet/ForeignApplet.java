package org.countersign.simulator.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;

/** What a card of somebody else answers: no application and no command of ours. */
final class ForeignApplet extends CardApplet {

  static final byte[] AID = ByteArrays.of(0xF0, 0x46, 0x4F, 0x52, 0x45, 0x49, 0x47, 0x4E);

  private static final int SELECT = 0xA4;

  private ForeignApplet(Defects defects) {
    super(defects);
  }

  static void install(Defects defects) {
    new ForeignApplet(defects).register();
  }

  @Override
  Answer selected(Command command) {
    return Answer.OK;
  }

  @Override
  Answer execute(Command command) {
    throw new ISOException(
        command.ins == SELECT ? ISO7816.SW_FILE_NOT_FOUND : ISO7816.SW_INS_NOT_SUPPORTED);
  }
}
