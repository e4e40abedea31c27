package org.countersign.osdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.countersign.driver.link.LinkException;
import org.countersign.framing.FrameReader;

/** Packets in any pieces, behind noise, and damaged. */
final class PacketDecoderPropertyTest {

  private static final int MOST_DATA = 1400;

  private static byte[] packet(int bytes, Random random, boolean crc) {
    byte[] data = new byte[bytes];
    random.nextBytes(data);
    return Packet.plain(5, random.nextInt(4), crc, new byte[0], Code.XWR, data);
  }

  private static List<Packet> all(byte[] sent, Random random) throws LinkException {
    PiecedLine line = new PiecedLine(sent, random);
    FrameReader<Packet> reader = new FrameReader<>(line, new PacketDecoder(), () -> 0L);
    List<Packet> packets = new ArrayList<>();
    while (!line.isEmpty()) {
      reader.next(Duration.ZERO).ifPresent(packets::add);
    }
    Optional<Packet> more;
    while ((more = reader.next(Duration.ZERO)).isPresent()) {
      packets.add(more.get());
    }
    return packets;
  }

  @Property(tries = 200)
  void packets_survive_any_split(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(max = MOST_DATA) Integer> sizes,
      @ForAll boolean crc,
      @ForAll long seed)
      throws LinkException {
    Random random = new Random(seed);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    List<Packet> expected = new ArrayList<>();
    for (int size : sizes) {
      byte[] packet = packet(size, random, crc);
      expected.add(new Packet(packet));
      sent.write(Packet.MARK);
      sent.writeBytes(packet);
    }
    assertThat(all(sent.toByteArray(), random)).isEqualTo(expected);
  }

  @Property(tries = 500)
  void a_turned_bit_gives_no_packet(@ForAll @IntRange(max = MOST_DATA) int size, @ForAll long seed)
      throws LinkException {
    Random random = new Random(seed);
    byte[] packet = packet(size, random, true);
    packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
    assertThat(all(packet, random)).isEmpty();
  }

  @Property(tries = 200)
  void a_packet_is_found_behind_noise(@ForAll @Size(max = 40) byte[] noise, @ForAll long seed)
      throws LinkException {
    Random random = new Random(seed);
    byte[] packet = packet(20, random, true);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.writeBytes(noise);
    sent.writeBytes(packet);
    // A false beginning in the noise may claim as much as a packet can have.
    sent.writeBytes(new byte[Packet.GREATEST]);
    assertThat(all(sent.toByteArray(), random)).contains(new Packet(packet));
  }
}
