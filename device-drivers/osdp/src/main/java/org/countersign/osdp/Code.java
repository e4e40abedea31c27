package org.countersign.osdp;

/** Codes of commands and replies that this driver uses (SIA OSDP v2.2, Annex A). */
final class Code {

  static final int POLL = 0x60;
  static final int ID = 0x61;
  static final int CAP = 0x62;
  static final int LSTAT = 0x64;
  static final int COMSET = 0x6E;
  static final int KEYSET = 0x75;
  static final int CHLNG = 0x76;
  static final int SCRYPT = 0x77;
  static final int ACURXSIZE = 0x7B;
  static final int FILETRANSFER = 0x7C;
  static final int XWR = 0xA1;
  static final int ABORT = 0xA2;

  static final int ACK = 0x40;
  static final int NAK = 0x41;
  static final int PDID = 0x45;
  static final int PDCAP = 0x46;
  static final int LSTATR = 0x48;
  static final int COM = 0x54;
  static final int CCRYPT = 0x76;
  static final int RMAC_I = 0x78;
  static final int BUSY = 0x79;
  static final int FTSTAT = 0x7A;
  static final int XRD = 0xB1;

  private Code() {}
}
