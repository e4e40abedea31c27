package org.countersign.osdp;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.countersign.framing.FrameDecoder.Frame;
import org.countersign.framing.FrameDecoder.Needs;
import org.countersign.framing.FrameDecoder.Skip;
import org.countersign.framing.FrameDecoder.Step;

/** Any bytes give a step within its bounds, and every packet can be taken apart. */
final class PacketDecoderFuzzTest {

  /** What the driver asks of a reply before it reads it so. */
  private static final int IDENTIFICATION = 12;

  private final PacketDecoder decoder = new PacketDecoder();

  @FuzzTest(maxDuration = "30s")
  void any_bytes_are_decoded_within_their_bounds(FuzzedDataProvider data) {
    byte[] bytes = data.consumeRemainingAsBytes();
    walk(bytes);
    walk(sealed(bytes));
  }

  /** No fuzzer guesses a CRC: the same bytes with start, length and check as they should be. */
  private static byte[] sealed(byte[] bytes) {
    int length = Math.max(Packet.HEADER + 3, Math.min(bytes.length, Packet.GREATEST));
    byte[] packet = Arrays.copyOf(bytes, length);
    packet[0] = Packet.START;
    packet[2] = (byte) length;
    packet[3] = (byte) (length >> 8);
    boolean crc = (packet[4] & Packet.CRC) != 0;
    Check.put(packet, length - (crc ? 2 : 1), crc);
    return packet;
  }

  private void walk(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      int left = bytes.length - at;
      Step<Packet> step =
          decoder.decode(ByteBuffer.wrap(bytes, at, left).slice().asReadOnlyBuffer());
      if (step instanceof Needs<Packet> needs) {
        require(needs.bytes() > left && needs.bytes() <= decoder.greatestFrame());
        at++;
        continue;
      }
      int taken = 1;
      if (step instanceof Frame<Packet> frame) {
        takeApart(frame.value());
        taken = frame.length();
      } else {
        taken = ((Skip<Packet>) step).bytes();
      }
      require(taken >= 1 && taken <= left);
      at += taken;
    }
  }

  private static void takeApart(Packet packet) {
    SessionKeys keys = SessionKeys.of(BaseKey.ofInstallation().aes(), new byte[8]);
    new SecureChannel(keys, new byte[16]).open(packet);
    Reply reply = new Reply(packet.code(), packet.data());
    CardReport.of(reply);
    CardReport.of(new Reply(Code.XRD, packet.data()));
    if (reply.data().length >= IDENTIFICATION) {
      require(Identity.of(reply, reply).packetBytes() <= Packet.GREATEST);
    }
    require(packet.securityData() >= -1 && packet.toString().length() < 120);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("the decoder leaves its bounds");
    }
  }
}
