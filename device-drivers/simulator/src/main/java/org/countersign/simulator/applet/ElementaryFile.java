package org.countersign.simulator.applet;

import java.util.Arrays;
import javacard.framework.ISO7816;

/** A transparent EF of the LDS application, with the mark that its contents are whole. */
public final class ElementaryFile {

  final int fid;
  final int sfi;
  private final Eeprom eeprom;
  private final byte[] cells;
  private boolean complete;

  ElementaryFile(Eeprom eeprom, int fid, int sfi, int size) {
    this.eeprom = eeprom;
    this.fid = fid;
    this.sfi = sfi;
    this.cells = eeprom.allocate(size);
  }

  /** File identifier, two bytes. */
  public int fid() {
    return fid;
  }

  /** Size in bytes. */
  public int size() {
    return cells.length;
  }

  /** Whether its contents were written to the end. */
  public boolean isComplete() {
    return complete;
  }

  /** A copy of what it holds. */
  public byte[] contents() {
    return cells.clone();
  }

  byte[] cells() {
    return cells;
  }

  void beginContents() {
    eeprom.commit(() -> complete = false);
  }

  void write(int at, byte[] data, int from, int length) {
    eeprom.write(cells, at, data, from, length);
  }

  void endContents() {
    eeprom.commit(() -> complete = true);
  }

  /**
   * READ BINARY of Ne bytes from the offset (7816-4, 7.2.3): {@code 6282} with what is left if that
   * is less than a definite Ne, {@code 6B00} behind the end.
   */
  static Answer read(byte[] cells, int offset, Command command, int ne) {
    ByteArrays.require(command.ne > 0, ISO7816.SW_WRONG_LENGTH);
    ByteArrays.require(offset < cells.length, ISO7816.SW_WRONG_P1P2);
    int end = Math.min(cells.length, offset + ne);
    byte[] part = Arrays.copyOfRange(cells, offset, end);
    boolean ended = !command.all && offset + ne > cells.length;
    return Answer.of(part, ended ? Sw.END_OF_FILE : Sw.OK);
  }
}
