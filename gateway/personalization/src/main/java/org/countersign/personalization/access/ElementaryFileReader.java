package org.countersign.personalization.access;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.driver.DeviceException;

/**
 * Reads whole transparent files (ISO/IEC 7816-4, 11.3): READ BINARY B0, and B1 with offset DO'54'
 * from 32,768 on. Takes as much as the chip gives at a time and shortens its blocks when the chip
 * says that they are too long.
 */
public final class ElementaryFileReader {

  /** How a file is named. */
  public sealed interface FileName {
    /** By SELECT EF, 00 A4 02 0C. */
    record Identifier(int fid) implements FileName {}

    /** By its short identifier, 1 to 30, in the first READ BINARY. */
    record Short(int sfi) implements FileName {}

    /** The file that is selected already. */
    record Selected() implements FileName {}
  }

  /** How a file's length is found. */
  public sealed interface Length {
    /** From tag and length of the one BER-TLV object that it holds. */
    record FromTlv() implements Length {}

    /** From its file control parameters, 00 A4 02 04: DO'80', else DO'81'. */
    record FromFcp() implements Length {}

    /** Known. */
    record Fixed(int bytes) implements Length {}
  }

  /**
   * Makes a reader.
   *
   * @param maxBlockBytes most plain bytes to ask for at a time, 1 to 65,536, for example {@link
   *     SecureMessaging#maxResponseDataBytes}
   */
  public ElementaryFileReader(Chip chip, int maxBlockBytes) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * Reads a file.
   *
   * @return its content, exactly as long as {@code length} says
   * @throws FileReadException if the chip refuses, or the content is shorter than it says
   * @throws DeviceException if no answer came
   */
  public Bytes read(FileName name, Length length) throws DeviceException, FileReadException {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
