package org.countersign.pcsc;

import java.util.OptionalInt;
import org.countersign.apdu.CommandApdu;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipConnection.Protocol;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/** What a chip and its reader can carry. */
final class ChipLimits {

  /** Header, Lc, 255 bytes, Le; 256 bytes and the status word. */
  private static final int SHORT_COMMAND = 261;

  private static final int SHORT_RESPONSE = 258;

  private static final int SHORT_DATA = 256;
  private static final int EXTENDED_DATA = 65_536;

  private ChipLimits() {}

  /**
   * The connection as the driver's caller sees it. Under T=0 the limits are those of a TPDU: longer
   * commands would travel in ENVELOPEs, which few chips know.
   *
   * @param maxApduData what the reader says; one that says nothing (CCID readers always do) is
   *     taken to carry what pcsc-lite carries
   */
  static ChipConnection connection(byte[] atr, int protocol, OptionalInt maxApduData) {
    int data = maxApduData.orElse(EXTENDED_DATA);
    boolean extended = protocol != Winscard.PROTOCOL_T0 && data > SHORT_DATA;
    return new ChipConnection(
        atr,
        protocolOf(atr, protocol),
        extended ? Math.min(NativePcsc.MAX_COMMAND, data + 9) : SHORT_COMMAND,
        extended ? Math.min(NativePcsc.MAX_RESPONSE, data + 2) : SHORT_RESPONSE);
  }

  private static Protocol protocolOf(byte[] atr, int protocol) {
    if (protocol == Winscard.PROTOCOL_T0) {
      return Protocol.T0;
    }
    return isContactless(atr) ? Protocol.TCL : Protocol.T1;
  }

  /**
   * PC/SC part 3, 3.1.3.2.3: for a contactless chip the reader builds 3B 8n 80 01, n historical
   * bytes and TCK.
   */
  private static boolean isContactless(byte[] atr) {
    return atr.length >= 5
        && atr[0] == 0x3B
        && (atr[1] & 0xF0) == 0x80
        && atr[2] == (byte) 0x80
        && atr[3] == 0x01
        && atr.length == 5 + (atr[1] & 0x0F);
  }

  /** The command itself, if its size can be that of an APDU. */
  static byte[] checked(byte[] command) throws DeviceException {
    if (command.length < 4 || command.length > NativePcsc.MAX_COMMAND) {
      throw notAnApdu(
          "a command of " + command.length + " bytes; an APDU has 4 to " + NativePcsc.MAX_COMMAND);
    }
    return command;
  }

  /** The command's parts, which T=0 needs. */
  static CommandApdu decoded(byte[] command) throws DeviceException {
    try {
      return CommandApdu.decode(checked(command));
    } catch (IllegalArgumentException e) {
      throw notAnApdu("bytes that are no APDU of ISO 7816-4, 5.1 (" + e.getMessage() + ")");
    }
  }

  private static DeviceException notAnApdu(String what) {
    return new DeviceException(
        Fault.DRIVER_BUG, Effect.NONE, "", "nothing was sent: the caller gave " + what);
  }
}
