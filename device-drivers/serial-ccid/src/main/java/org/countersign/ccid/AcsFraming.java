package org.countersign.ccid;

import java.nio.ByteBuffer;
import java.util.Set;
import org.countersign.framing.FrameDecoder;
import org.countersign.framing.FrameDecoder.Step;

/**
 * Framing of ACS serial readers (ACR1281S user's manual, sections 8 to 11; ACR122S communication
 * protocol 2.01, section 4).
 *
 * <pre>
 * 02 [CCID message] XOR 03   XOR of the message; command and answer
 * 02 00 00 03                status: the command came whole
 * 02 nn nn 03                status: it did not. FF check sum, FE length, FD no 03 at the end, FC or 99
 *                            not all of it came in time, FB slot
 * 02 50 nn XOR 03            a card came or went
 * 02 00 x 11 03              from the host: send the last answer again
 * </pre>
 */
final class AcsFraming implements Framing {

  private static final int STX = 0x02;
  private static final int ETX = 0x03;
  private static final int SLOT_CHANGE = 0x50;
  private static final int STATUS_LENGTH = 4;
  private static final int SLOT_CHANGE_LENGTH = 5;
  private static final Set<Integer> REFUSALS = Set.of(0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x99);

  private final int greatestMessage;

  /**
   * Makes the framing.
   *
   * @param greatestMessage bytes of the longest CCID message, header included; 271 with these
   *     readers
   */
  AcsFraming(int greatestMessage) {
    this.greatestMessage = greatestMessage;
  }

  @Override
  public byte[] wrap(CcidMessage command) {
    byte[] message = command.encode();
    ByteBuffer frame = ByteBuffer.allocate(message.length + overhead());
    frame.put((byte) STX).put(message);
    frame.put((byte) Framing.xor(frame, 1, frame.position())).put((byte) ETX);
    return frame.array();
  }

  @Override
  public boolean acknowledges() {
    return true;
  }

  @Override
  public byte[] askAgain() {
    byte[] frame = new byte[CcidMessage.HEADER + overhead()];
    frame[0] = STX;
    frame[frame.length - 1] = ETX;
    return frame;
  }

  @Override
  public int overhead() {
    return 3;
  }

  @Override
  public FrameDecoder<Received> decoder() {
    return new Decoder(greatestMessage + overhead());
  }

  private record Decoder(int greatestFrame) implements FrameDecoder<Received> {

    @Override
    public Step<Received> decode(ByteBuffer bytes) {
      if (bytes.get(0) != STX) {
        return Step.falseStart();
      }
      if (bytes.limit() < 2) {
        return Step.needs(2);
      }
      int second = bytes.get(1) & 0xFF;
      if (second == 0 || REFUSALS.contains(second)) {
        return status(bytes, second);
      }
      if (second == SLOT_CHANGE) {
        return slotChange(bytes);
      }
      return second >= 0x80 && Framing.isMessageType(second) ? message(bytes) : Step.falseStart();
    }

    private static Step<Received> status(ByteBuffer bytes, int code) {
      if (bytes.limit() < STATUS_LENGTH) {
        return Step.needs(STATUS_LENGTH);
      }
      if ((bytes.get(2) & 0xFF) != code || bytes.get(3) != ETX) {
        return Step.falseStart();
      }
      Received status = code == 0 ? new Received.Taken() : new Received.Refused(code);
      return Step.frame(status, STATUS_LENGTH);
    }

    private static Step<Received> slotChange(ByteBuffer bytes) {
      if (bytes.limit() < SLOT_CHANGE_LENGTH) {
        return Step.needs(SLOT_CHANGE_LENGTH);
      }
      return Framing.xor(bytes, 1, 4) == 0 && bytes.get(4) == ETX
          ? Step.frame(new Received.SlotChange(bytes.get(2) & 0xFF), SLOT_CHANGE_LENGTH)
          : Step.falseStart();
    }

    private Step<Received> message(ByteBuffer bytes) {
      if (bytes.limit() < 1 + CcidMessage.HEADER) {
        return Step.needs(1 + CcidMessage.HEADER);
      }
      int data = CcidMessage.lengthAt(bytes, 1);
      int length = 1 + CcidMessage.HEADER + data + 2;
      if (data < 0 || length < 0 || length > greatestFrame) {
        return Step.falseStart();
      }
      if (bytes.limit() < length) {
        return Step.needs(length);
      }
      return Framing.xor(bytes, 1, length - 1) == 0 && bytes.get(length - 1) == ETX
          ? Step.frame(new Received.Message(CcidMessage.decode(bytes, 1)), length)
          : Step.falseStart();
    }
  }
}
