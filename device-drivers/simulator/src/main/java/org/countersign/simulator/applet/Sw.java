package org.countersign.simulator.applet;

/** Status words that javacard.framework.ISO7816 does not name (ISO/IEC 7816-4, 5.6). */
final class Sw {

  static final short OK = (short) 0x9000;
  static final short END_OF_FILE = (short) 0x6282;
  static final short AUTHENTICATION_FAILED = (short) 0x6300;
  static final short RETRY_COUNTER = (short) 0x63C0;
  static final short BLOCKED = (short) 0x6983;
  static final short SM_OBJECT_MISSING = (short) 0x6987;
  static final short SM_OBJECT_INCORRECT = (short) 0x6988;
  static final short NOT_FOUND = (short) 0x6A88;
  static final short FILE_EXISTS = (short) 0x6A89;
  static final short NAME_EXISTS = (short) 0x6A8A;

  private Sw() {}
}
