package org.countersign.encoderprinter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;

/** What is said to a chip while a card is issued, in kind and length, without its secrets. */
final class Sessions {

  private Sessions() {}

  /**
   * Commands that a file card answers in a known way whoever sends them.
   *
   * <pre>
   * 00 A4 00 0C 02 2F 02   SELECT EF.ICCID (ISO 7816-4, 11.2.2)   90 00
   * 00 B0 00 00 00         READ BINARY (11.3.3)                   number, 90 00
   * 00 84 00 00 10         GET CHALLENGE (11.5.3)                 16 bytes, 90 00
   * 00 D6 00 00 Lc ..      UPDATE BINARY (11.3.5), 4 to 255 bytes 69 82 (no key was proven)
   * </pre>
   */
  static List<byte[]> commands() {
    List<byte[]> commands = new ArrayList<>();
    commands.add(hex("00a4000c022f02"));
    commands.add(hex("00b0000000"));
    for (int bytes : new int[] {4, 16, 100, 200, 255}) {
      commands.add(hex("0084000010"));
      byte[] update = Arrays.copyOf(hex("00d60000"), 5 + bytes);
      update[4] = (byte) bytes;
      commands.add(update);
    }
    commands.add(hex("00b0000000"));
    return commands;
  }

  /** Runs all of them and returns the chip's number; wrong answers are an AssertionError. */
  static String run(ChipContact chip, Duration limit) throws DeviceException {
    String number = "";
    for (byte[] command : commands()) {
      byte[] answer = chip.transceive(command, limit);
      String sw = HexFormat.of().formatHex(answer, answer.length - 2, answer.length);
      boolean update = command[1] == (byte) 0xD6;
      if (!sw.equals(update ? "6982" : "9000")) {
        throw new AssertionError("%02x answered %s".formatted(command[1], sw));
      }
      if (command[1] == (byte) 0xB0) {
        number = HexFormat.of().formatHex(answer, 0, answer.length - 2);
      }
    }
    return number;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
