package org.countersign.personalization.access;

import java.util.ArrayList;
import java.util.List;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.StatusWord;
import org.countersign.apdu.Tlv;

/** A chip with one transparent file, in the manners that chips have. */
final class FileChip implements Chip {

  /** What the chip does when asked for more than there is, or than it can give. */
  enum Manner {
    /** Gives what there is with 9000. */
    GENEROUS,
    /** Gives what there is with 6282. */
    WARNING,
    /** Refuses with 6700. */
    STRICT,
    /** Refuses with 6Cxx. */
    CORRECTING
  }

  static final int FID = 0x0101;

  private final Bytes content;
  private final Manner manner;
  private final int most;
  private final List<CommandApdu> sent = new ArrayList<>();

  /**
   * Makes a chip.
   *
   * @param most bytes that it gives at a time
   */
  FileChip(Bytes content, Manner manner, int most) {
    this.content = content;
    this.manner = manner;
    this.most = most;
  }

  List<CommandApdu> sent() {
    return sent;
  }

  @Override
  public ResponseApdu transmit(CommandApdu command) {
    sent.add(command);
    return switch (command.ins()) {
      case 0xA4 -> select(command);
      case 0xB0 -> read(offset(command), command.le());
      case 0xB1 -> readWithOffset(command);
      default -> ResponseApdu.of(0x6D00);
    };
  }

  private ResponseApdu select(CommandApdu command) {
    if (!command.data().equals(Bytes.of(FID >> 8, FID))) {
      return ResponseApdu.of(0x6A82);
    }
    Bytes size = Bytes.of(content.size() >> 16, content.size() >> 8, content.size());
    Bytes fcp = Tlv.encode(0x62, Tlv.encode(0x82, Bytes.of(0x01)), Tlv.encode(0x80, size));
    return command.p2() == 0x04 ? new ResponseApdu(fcp, StatusWord.OK) : ResponseApdu.of(0x9000);
  }

  private static int offset(CommandApdu command) {
    return command.p1() >= 0x80 ? command.p2() : command.p1() << 8 | command.p2();
  }

  private ResponseApdu readWithOffset(CommandApdu command) {
    Bytes where = Tlv.decode(command.data()).value();
    int offset = 0;
    for (int i = 0; i < where.size(); i++) {
      offset = offset << 8 | where.at(i);
    }
    int plain = command.le();
    while (plain > 0 && Tlv.headerSize(0x53, plain) + plain > command.le()) {
      plain--;
    }
    ResponseApdu answer = read(offset, plain);
    return answer.data().isEmpty()
        ? answer
        : new ResponseApdu(Tlv.encode(0x53, answer.data()), answer.sw());
  }

  private ResponseApdu read(int offset, int le) {
    int there = content.size() - offset;
    if (there <= 0) {
      return ResponseApdu.of(0x6B00);
    }
    int given = Math.min(Math.min(there, most), le);
    if (given < le && manner == Manner.STRICT) {
      return ResponseApdu.of(0x6700);
    }
    if (given < le && manner == Manner.CORRECTING) {
      return ResponseApdu.of(given < 256 ? 0x6C00 | given : 0x6700);
    }
    int sw = given < le && given == there && manner == Manner.WARNING ? 0x6282 : 0x9000;
    return new ResponseApdu(content.slice(offset, offset + given), new StatusWord(sw));
  }
}
