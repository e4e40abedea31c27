package org.countersign.personalization.access;

import java.io.ByteArrayOutputStream;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.StatusWord;
import org.countersign.apdu.Tlv;
import org.countersign.driver.DeviceException;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole transparent files (ISO/IEC 7816-4, 11.3): READ BINARY B0, and B1 with offset DO'54'
 * from 32,768 on.
 *
 * <p>The first block is asked for at full length even where the file's length is not known yet,
 * which spares one exchange for every file; a chip that refuses to give less than it is asked for
 * is then read header first. Blocks get shorter when the chip says that they are too long. What was
 * learnt of the chip is kept for the next file. One thread at a time.
 */
public final class ElementaryFileReader {

  /** How a file is named. */
  public sealed interface FileName {
    /**
     * By SELECT EF, 00 A4 02.
     *
     * @param fid file identifier, 0 to FFFF
     */
    record Identifier(int fid) implements FileName {
      @Override
      public String toString() {
        return "EF %04X".formatted(fid);
      }
    }

    /**
     * In the first READ BINARY.
     *
     * @param sfi short identifier, 1 to 30
     */
    record ShortIdentifier(int sfi) implements FileName {
      public ShortIdentifier {
        if (sfi < 1 || sfi > 30) {
          throw new IllegalArgumentException("short file identifier " + sfi + "; 1 to 30");
        }
      }

      @Override
      public String toString() {
        return "EF with short identifier " + sfi;
      }
    }

    /** The file that is selected already. */
    record Selected() implements FileName {
      @Override
      public String toString() {
        return "selected EF";
      }
    }
  }

  /** How a file's length is found. */
  public sealed interface Length {
    /** From tag and length of the one BER-TLV object that it holds. */
    record FromTlv() implements Length {}

    /** From its file control parameters, 00 A4 02 04: DO'80', else DO'81'. By identifier only. */
    record FromFcp() implements Length {}

    /**
     * Known.
     *
     * @param bytes 0 to 65,535
     */
    record Fixed(int bytes) implements Length {}
  }

  private static final int B1_FROM = 0x8000;

  /** Bytes in which tag and length of any file of ours fit. */
  private static final int HEADER = 8;

  /** Protected or not, this fits a short response. */
  private static final int SMALL_BLOCK = 223;

  private final Chip chip;
  private int block;
  private boolean headerFirst;

  /**
   * Makes a reader.
   *
   * @param maxBlockBytes most plain bytes to ask for at a time, 1 to 65,536, for example {@link
   *     SecureMessaging#maxResponseDataBytes}
   */
  public ElementaryFileReader(Chip chip, int maxBlockBytes) {
    if (maxBlockBytes < 1 || maxBlockBytes > CommandApdu.LE_EXTENDED_MAX) {
      throw new IllegalArgumentException("blocks of " + maxBlockBytes + " bytes; 1 to 65536");
    }
    this.chip = chip;
    this.block = maxBlockBytes;
  }

  /**
   * Reads a file.
   *
   * @return its content, exactly as long as {@code length} says
   * @throws FileReadException if the chip refuses, or the content is shorter than it says
   * @throws DeviceException if no answer came
   */
  public Bytes read(FileName name, Length length) throws DeviceException, FileReadException {
    int total = lengthBefore(name, length);
    ByteArrayOutputStream content = new ByteArrayOutputStream(Math.max(total, 512));
    while (total < 0 || content.size() < total) {
      int wanted = total >= 0 ? total - content.size() : headerFirst ? HEADER : block;
      ResponseApdu part = readBlock(name, content.size(), wanted, total < 0);
      content.writeBytes(part.data().toArray());
      boolean last = part.data().isEmpty() || endsEarly(part.sw());
      if (total < 0) {
        total = lengthFromTlv(name, Bytes.of(content.toByteArray()), last);
      }
      if (last && content.size() < total) {
        throw failure(name, part.sw(), "ends at %d of %d bytes".formatted(content.size(), total));
      }
    }
    return Bytes.of(content.toByteArray()).slice(0, total);
  }

  /** Selects the file and says its length, or -1 if its first bytes have to tell. */
  private int lengthBefore(FileName name, Length length) throws DeviceException, FileReadException {
    boolean fcp = length instanceof Length.FromFcp;
    Bytes answer = Bytes.empty();
    if (name instanceof FileName.Identifier(int fid)) {
      answer = select(name, fid, fcp);
    } else if (fcp) {
      throw new IllegalArgumentException(name + ": file control parameters need an identifier");
    }
    return switch (length) {
      case Length.Fixed(int bytes) -> bytes;
      case Length.FromFcp() -> lengthFromFcp(name, answer);
      case Length.FromTlv() -> -1;
    };
  }

  private Bytes select(FileName name, int fid, boolean fcp)
      throws DeviceException, FileReadException {
    Bytes data = Bytes.of(fid >> 8, fid);
    ResponseApdu answer =
        chip.transmit(
            fcp
                ? new CommandApdu(0x00, 0xA4, 0x02, 0x04, data, CommandApdu.LE_SHORT_MAX)
                : CommandApdu.of(0x00, 0xA4, 0x02, 0x0C, data));
    if (!answer.isOk()) {
      throw failure(name, answer.sw(), "SELECT: the chip answers " + answer.sw());
    }
    return answer.data();
  }

  private static int lengthFromFcp(FileName name, Bytes answer) throws FileReadException {
    try {
      Tlv fcp = Tlv.decode(answer);
      Bytes size =
          fcp.child(0x80)
              .or(() -> fcp.child(0x81))
              .map(Tlv::value)
              .orElseThrow(() -> new IllegalArgumentException("neither DO'80' nor DO'81'"));
      int length = 0;
      for (int i = 0; i < size.size(); i++) {
        length = Math.multiplyExact(length, 256) + size.at(i);
      }
      return length;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw failure(name, null, "file control parameters tell no length: " + e.getMessage());
    }
  }

  /** Length that tag and length at the start tell, or -1 if more bytes may yet tell it. */
  private static int lengthFromTlv(FileName name, Bytes start, boolean last)
      throws FileReadException {
    try {
      Tlv.Header header = Tlv.decodeHeader(start, 0);
      return header.start() + header.length();
    } catch (IllegalArgumentException e) {
      if (!last && start.size() < HEADER) {
        return -1;
      }
      throw failure(name, null, "does not begin with a TLV object: " + e.getMessage());
    }
  }

  /** Reads one block, shorter ones if the chip wants that. */
  private ResponseApdu readBlock(FileName name, int offset, int wanted, boolean first)
      throws DeviceException, FileReadException {
    int asked = Math.min(wanted, block);
    while (true) {
      ResponseApdu part = readBinary(name, offset, asked);
      int sw = part.sw().value();
      if (part.isOk() || endsEarly(part.sw())) {
        return part;
      }
      boolean tooLong = sw == 0x6700 || sw == 0x6B00 || part.sw().isWrongLe();
      int shorter = first && asked > HEADER ? HEADER : shorter(asked);
      if (!tooLong || asked <= 1) {
        throw failure(
            name,
            part.sw(),
            "READ BINARY of %d bytes at %d: the chip answers %s"
                .formatted(asked, offset, part.sw()));
      }
      headerFirst |= first;
      block = first ? block : shorter;
      asked = part.sw().isWrongLe() && part.sw().sw2() > 0 ? part.sw().sw2() : shorter;
    }
  }

  private static int shorter(int asked) {
    return asked > SMALL_BLOCK ? SMALL_BLOCK : asked / 2;
  }

  private ResponseApdu readBinary(FileName name, int offset, int asked)
      throws DeviceException, FileReadException {
    if (offset >= B1_FROM) {
      return readWithOffsetObject(name, offset, asked);
    }
    // One B0 does not reach into what B1 reads. Le 256 would ask for the short form's most.
    int le = Math.min(asked, B1_FROM - offset);
    le = le == CommandApdu.LE_SHORT_MAX && block > le ? le - 1 : le;
    boolean byShort = offset == 0 && name instanceof FileName.ShortIdentifier;
    int p1 =
        byShort && name instanceof FileName.ShortIdentifier(int sfi) ? 0x80 | sfi : offset >> 8;
    return chip.transmit(CommandApdu.of(0x00, 0xB0, p1, offset & 0xFF, le));
  }

  /** B1 with offset DO'54'; the answer is a DO'53'. */
  private ResponseApdu readWithOffsetObject(FileName name, int offset, int asked)
      throws DeviceException, FileReadException {
    Bytes where =
        offset <= 0xFFFF
            ? Bytes.of(offset >> 8, offset)
            : Bytes.of(offset >> 16, offset >> 8, offset);
    int plain = Math.max(1, Math.min(asked, block - Tlv.headerSize(0x53, asked)));
    ResponseApdu answer =
        chip.transmit(
            new CommandApdu(
                0x00,
                0xB1,
                0x00,
                0x00,
                Tlv.encode(0x54, where),
                Tlv.headerSize(0x53, plain) + plain));
    if (answer.data().isEmpty()) {
      return answer;
    }
    try {
      Tlv content = Tlv.decode(answer.data());
      if (content.tag() == 0x53) {
        return new ResponseApdu(content.value(), answer.sw());
      }
      throw failure(name, answer.sw(), "READ BINARY B1 answers no DO'53'");
    } catch (IllegalArgumentException e) {
      throw failure(name, answer.sw(), "READ BINARY B1: " + e.getMessage());
    }
  }

  /** 6282: end of file before Le bytes. */
  private static boolean endsEarly(StatusWord sw) {
    return sw.value() == 0x6282;
  }

  private static FileReadException failure(FileName name, @Nullable StatusWord sw, String what) {
    return new FileReadException(sw, name + ": " + what);
  }
}
