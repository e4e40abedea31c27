package org.countersign.ccid;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * APDUs to a reader that runs the card's protocol itself. At the extended level they travel in
 * pieces (CCID 6.1.4, wLevelParameter, and 6.2.1, bChainParameter).
 */
final class ApduProtocol implements CardProtocol {

  private static final int WHOLE = 0x00;
  private static final int BEGINS = 0x01;
  private static final int ENDS = 0x02;
  private static final int CONTINUES = 0x03;
  private static final int GO_ON = 0x10;
  private static final int EXTENDED_COMMAND = 65_544;
  private static final int EXTENDED_RESPONSE = 65_538;

  private final CardLink card;
  private final boolean extended;

  ApduProtocol(CardLink card, boolean extended) {
    this.card = card;
    this.extended = extended;
  }

  @Override
  public int maxCommandBytes() {
    return extended ? EXTENDED_COMMAND : 261;
  }

  @Override
  public int maxResponseBytes() {
    return extended ? EXTENDED_RESPONSE : 258;
  }

  @Override
  public byte[] transceive(byte[] command, Deadline deadline) throws DeviceException {
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    CcidMessage answer = send(command, deadline);
    response.writeBytes(answer.data());
    while (extended && (answer.last() == BEGINS || answer.last() == CONTINUES)) {
      answer = transfer(new byte[0], GO_ON, deadline, Effect.UNKNOWN);
      response.writeBytes(answer.data());
      if (response.size() > EXTENDED_RESPONSE) {
        throw wrong("more than " + EXTENDED_RESPONSE + " bytes");
      }
    }
    if (response.size() < 2) {
      throw wrong(response.size() + " bytes");
    }
    return response.toByteArray();
  }

  private CcidMessage send(byte[] command, Deadline deadline) throws DeviceException {
    int piece = card.greatest();
    if (command.length <= piece) {
      return transfer(command, WHOLE, deadline, Effect.UNKNOWN);
    }
    int level = BEGINS;
    int at = 0;
    while (true) {
      int end = Math.min(at + piece, command.length);
      boolean last = end == command.length;
      // The card gets nothing before the reader has the last piece.
      Effect effect = last ? Effect.UNKNOWN : Effect.NONE;
      CcidMessage answer =
          transfer(Arrays.copyOfRange(command, at, end), last ? ENDS : level, deadline, effect);
      if (last) {
        return answer;
      }
      if (answer.last() != GO_ON) {
        throw new DeviceException(
            Fault.COMMUNICATION,
            Effect.NONE,
            "",
            "sending an extended APDU in pieces: the reader does not ask for the next one;"
                + " set exchange to what it can do");
      }
      at = end;
      level = CONTINUES;
    }
  }

  private CcidMessage transfer(byte[] bytes, int level, Deadline deadline, Effect effect)
      throws DeviceException {
    try {
      // How long a card may work only the caller knows: the reader waits for it by itself.
      return card.transfer(bytes, 0, level, deadline.left(), true, deadline);
    } catch (ExchangeFailure e) {
      Effect before = level == GO_ON ? Effect.UNKNOWN : Effect.NONE;
      throw e.because(before, effect, "exchanging an APDU through the reader");
    }
  }

  private static DeviceException wrong(String what) {
    return new DeviceException(
        Fault.COMMUNICATION,
        Effect.UNKNOWN,
        "",
        "exchanging an APDU through the reader: it gave " + what + "; power the card up anew");
  }
}
