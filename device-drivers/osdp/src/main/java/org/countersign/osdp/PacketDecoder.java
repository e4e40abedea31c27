package org.countersign.osdp;

import java.nio.ByteBuffer;
import org.countersign.framing.FrameDecoder;

/** Finds packets of either direction. Mark bytes (FF) between them are skipped as noise is. */
final class PacketDecoder implements FrameDecoder<Packet> {

  /** Header, one code, a checksum. */
  private static final int LEAST = Packet.HEADER + 2;

  @Override
  public int greatestFrame() {
    return Packet.GREATEST;
  }

  @Override
  public Step<Packet> decode(ByteBuffer bytes) {
    if ((bytes.get(0) & 0xFF) != Packet.START) {
      return Step.falseStart();
    }
    if (bytes.limit() < Packet.HEADER) {
      return Step.needs(Packet.HEADER);
    }
    int length = (bytes.get(2) & 0xFF) | (bytes.get(3) & 0xFF) << 8;
    if (length < LEAST || length > Packet.GREATEST) {
      return Step.falseStart();
    }
    if (bytes.limit() < length) {
      return Step.needs(length);
    }
    byte[] packet = new byte[length];
    bytes.get(0, packet);
    boolean crc = (packet[4] & Packet.CRC) != 0;
    return Packet.isWellFormed(packet) && Check.holds(packet, crc)
        ? Step.frame(new Packet(packet), length)
        : Step.falseStart();
  }
}
