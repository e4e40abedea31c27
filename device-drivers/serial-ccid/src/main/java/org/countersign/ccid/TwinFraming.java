package org.countersign.ccid;

import java.nio.ByteBuffer;
import org.countersign.framing.FrameDecoder;
import org.countersign.framing.FrameDecoder.Step;

/**
 * Framing of GemPC Twin and the GemCore family.
 *
 * <pre>
 * 03 06 [CCID message] LRC   LRC = XOR of all bytes before it; command, echo of the command, answer
 * 03 15 16                   the command came damaged (NAK)
 * 50 02 | 50 03              the card went | came; no check byte
 * 80..FF                     a single byte: more time
 * </pre>
 */
final class TwinFraming implements Framing {

  private static final int SYNC = 0x03;
  private static final int ACK = 0x06;
  private static final int NAK = 0x15;
  private static final int SLOT_CHANGE = 0x50;
  private static final int PREFIX = 2;

  private final int greatestMessage;

  /**
   * Makes the framing.
   *
   * @param greatestMessage bytes of the longest CCID message, header included; 271 with these
   *     readers
   */
  TwinFraming(int greatestMessage) {
    this.greatestMessage = greatestMessage;
  }

  @Override
  public byte[] wrap(CcidMessage command) {
    byte[] message = command.encode();
    ByteBuffer frame = ByteBuffer.allocate(message.length + overhead());
    frame.put((byte) SYNC).put((byte) ACK).put(message);
    frame.put((byte) Framing.xor(frame, 0, frame.position()));
    return frame.array();
  }

  @Override
  public boolean acknowledges() {
    return false;
  }

  @Override
  public byte[] askAgain() {
    return new byte[0];
  }

  @Override
  public int overhead() {
    return PREFIX + 1;
  }

  @Override
  public FrameDecoder<Received> decoder() {
    return new Decoder(greatestMessage + overhead());
  }

  private record Decoder(int greatestFrame) implements FrameDecoder<Received> {

    @Override
    public Step<Received> decode(ByteBuffer bytes) {
      int first = bytes.get(0) & 0xFF;
      if (first >= 0x80) {
        return Step.frame(new Received.MoreTime(), 1);
      }
      if (first == SLOT_CHANGE) {
        return slotChange(bytes);
      }
      if (first != SYNC) {
        return Step.falseStart();
      }
      if (bytes.limit() < 2) {
        return Step.needs(2);
      }
      return switch (bytes.get(1)) {
        case ACK -> message(bytes);
        case NAK -> refusal(bytes);
        default -> Step.falseStart();
      };
    }

    private static Step<Received> slotChange(ByteBuffer bytes) {
      if (bytes.limit() < 2) {
        return Step.needs(2);
      }
      int states = bytes.get(1);
      return states == 0x02 || states == 0x03
          ? Step.frame(new Received.SlotChange(states), 2)
          : Step.falseStart();
    }

    private static Step<Received> refusal(ByteBuffer bytes) {
      if (bytes.limit() < 3) {
        return Step.needs(3);
      }
      return bytes.get(2) == (SYNC ^ NAK)
          ? Step.frame(new Received.Refused(NAK), 3)
          : Step.falseStart();
    }

    private Step<Received> message(ByteBuffer bytes) {
      if (bytes.limit() > PREFIX && !Framing.isMessageType(bytes.get(PREFIX) & 0xFF)) {
        return Step.falseStart();
      }
      if (bytes.limit() < PREFIX + CcidMessage.HEADER) {
        return Step.needs(PREFIX + CcidMessage.HEADER);
      }
      int data = CcidMessage.lengthAt(bytes, PREFIX);
      int check = PREFIX + CcidMessage.HEADER + data;
      if (data < 0 || check < 0 || check >= greatestFrame) {
        return Step.falseStart();
      }
      if (bytes.limit() <= check) {
        return Step.needs(check + 1);
      }
      return Framing.xor(bytes, 0, check + 1) == 0
          ? Step.frame(new Received.Message(CcidMessage.decode(bytes, PREFIX)), check + 1)
          : Step.falseStart();
    }
  }
}
