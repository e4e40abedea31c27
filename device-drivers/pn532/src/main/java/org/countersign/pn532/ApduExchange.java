package org.countersign.pn532;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * Sends one APDU to the card and collects its response, both in pieces of at most {@value
 * Pn532Chip#PIECE} bytes; the chip cuts them into blocks as small as the card wants them (FSC) and
 * puts the card's blocks together (UM0701-02, 7.4.5; ISO 14443-4, 7.5.2). A card acts on a command
 * when it has its last block, so that nothing has happened as long as that was not sent.
 */
final class ApduExchange {

  private final Pn532Chip chip;
  private final Target target;
  private final int mostResponse;

  /**
   * Prepares.
   *
   * @param mostResponse bytes that a response has at most, status word included
   */
  ApduExchange(Pn532Chip chip, Target target, int mostResponse) {
    this.chip = chip;
    this.target = target;
    this.mostResponse = mostResponse;
  }

  /** A failure of the exchange that the chip told by a status. */
  static final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final ChipStatus status;
    private final Effect effect;

    Refusal(ChipStatus status, Effect effect) {
      super(status.meaning());
      this.status = status;
      this.effect = effect;
    }

    ChipStatus status() {
      return status;
    }

    Effect effect() {
      return effect;
    }
  }

  byte[] run(byte[] command, Deadline end) throws DeviceException, Refusal {
    Pn532Chip.Part part = sendCommand(command, end);
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    response.writeBytes(part.data());
    while (part.more()) {
      part = chip.exchange(target, new byte[0], false, false, end);
      requireOk(part, Effect.UNKNOWN);
      response.writeBytes(part.data());
      if (response.size() > mostResponse) {
        throw wrongLength(response.size());
      }
    }
    if (response.size() < 2) {
      throw wrongLength(response.size());
    }
    return response.toByteArray();
  }

  private Pn532Chip.Part sendCommand(byte[] command, Deadline end) throws DeviceException, Refusal {
    int sent = 0;
    while (command.length - sent > Pn532Chip.PIECE) {
      byte[] piece = Arrays.copyOfRange(command, sent, sent + Pn532Chip.PIECE);
      requireOk(sendUnfinished(piece, sent == 0, end), Effect.NONE);
      sent += piece.length;
    }
    byte[] last = Arrays.copyOfRange(command, sent, command.length);
    Pn532Chip.Part part = chip.exchange(target, last, sent == 0, false, end);
    requireOk(part, part.status().cardMayKnow() ? Effect.UNKNOWN : Effect.NONE);
    return part;
  }

  private Pn532Chip.Part sendUnfinished(byte[] piece, boolean first, Deadline end)
      throws DeviceException {
    try {
      return chip.exchange(target, piece, first, true, end);
    } catch (DeviceException e) {
      throw new DeviceException(
          e.fault(),
          Effect.NONE,
          e.vendorCode(),
          "the card got a part of the command only, and does nothing: " + e.getMessage(),
          e);
    }
  }

  private static void requireOk(Pn532Chip.Part part, Effect effect) throws Refusal {
    if (part.status() != ChipStatus.OK) {
      throw new Refusal(part.status(), effect);
    }
  }

  private DeviceException wrongLength(int bytes) {
    return new DeviceException(
        Fault.COMMUNICATION,
        Effect.UNKNOWN,
        "",
        "the card's response has %d bytes; 2 to %d are right".formatted(bytes, mostResponse));
  }
}
