package org.countersign.pn532;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.countersign.framing.FrameDecoder;
import org.countersign.framing.FrameDecoder.Step;
import org.junit.jupiter.api.Test;

/** Vectors from UM0701-02, 6.2.1 and 7, and from application notes of the boards' makers. */
final class FrameFormatTest {

  private final FrameFormat format = new FrameFormat();

  @Test
  void a_command_is_framed_as_in_the_manual() {
    // GetFirmwareVersion: 00 | 00 FF | LEN 02 LCS FE | D4 02 | DCS 2A | 00
    assertThat(FrameFormat.command(0x02, new byte[0])).isEqualTo(hex("00 00FF 02FE D402 2A 00"));
    // SAMConfiguration, normal mode, 20 x 50 ms, IRQ used
    assertThat(FrameFormat.command(0x14, hex("01 14 01")))
        .isEqualTo(hex("00 00FF 05FB D414 011401 02 00"));
    // InListPassiveTarget, one target, 106 kbit/s type A
    assertThat(FrameFormat.command(0x4A, hex("01 00")))
        .isEqualTo(hex("00 00FF 04FC D44A 0100 E1 00"));
  }

  @Test
  void more_than_255_bytes_go_into_an_extended_frame() {
    byte[] frame = FrameFormat.command(0x40, new byte[263]);

    // 00 | 00 FF | FF FF | LENM 01 LENL 09 LCS F6 | D4 40 ..
    assertThat(Arrays.copyOf(frame, 10)).isEqualTo(hex("00 00FF FFFF 0109 F6 D440"));
    // D4 + 40 + DCS = 0
    assertThat(Arrays.copyOfRange(frame, frame.length - 2, frame.length)).isEqualTo(hex("EC 00"));
    assertThat(frame).hasSize(3 + 5 + 265 + 2);
    assertThat(FrameFormat.command(0x40, new byte[253])).startsWith(hex("00 00FF FF01 D440"));
  }

  @Test
  void the_chip_takes_no_more_than_265_bytes() {
    assertThatThrownBy(() -> FrameFormat.command(0x40, new byte[264]))
        .hasMessage("a command of 266 bytes; the chip takes 265");
  }

  @Test
  void every_kind_of_frame_is_read() {
    assertThat(read(hex("00 00FF 00FF 00"))).isEqualTo(new Pn532Frame.Ack(6));
    assertThat(read(hex("00 00FF FF00 00"))).isEqualTo(new Pn532Frame.Nack(6));
    assertThat(read(hex("00 00FF 01FF 7F81 00"))).isEqualTo(new Pn532Frame.SyntaxError(8));
    // Answer to GetFirmwareVersion: PN532, 1.6, all of ISO 14443 and 18092
    assertThat(read(hex("00 00FF 06FA D503 32010607 E8 00")))
        .isEqualTo(new Pn532Frame.Information(13, 0xD5, hex("03 32010607")));
    assertThat(read(FrameFormat.command(0x40, new byte[263])))
        .isEqualTo(new Pn532Frame.Information(275, 0xD4, Arrays.copyOf(hex("40"), 264)));
  }

  @Test
  void a_missing_preamble_is_no_loss() {
    assertThat(read(hex("00FF 00FF 00"))).isEqualTo(new Pn532Frame.Ack(5));
  }

  @Test
  void a_damaged_frame_is_taken_whole_so_that_its_data_are_never_a_frame() {
    // An answer that carries a whole answer of another meaning; its own DCS is wrong.
    byte[] frame = hex("00 00FF 0CF4 D541 00 00FF 03FD D54100 EA 00 EB 00");
    frame[frame.length - 2] ^= 0x10;

    assertThat(read(frame)).isEqualTo(new Pn532Frame.Damaged(frame.length));
  }

  @Test
  void a_lost_zero_in_the_data_does_not_pass_although_the_sum_is_right() {
    // D5 41 00 90 00: one 00 lost, DCS taken for data, the postamble for DCS: the sum is 0 again.
    byte[] lost = hex("00 00FF 05FB D541 00 90 5A 00");

    assertThat(format.decode(ByteBuffer.wrap(lost))).isEqualTo(Step.needs(12));
    assertThat(read(hex("00 00FF 05FB D541 00 90 5A 00 55"))).isEqualTo(new Pn532Frame.Damaged(12));
  }

  @Test
  void a_wrong_length_or_one_beyond_the_chips_buffer_begins_no_frame() {
    for (String wrong : new String[] {"00 00FF 05FA D5", "00 00FF FFFF 010A F5", "00 00FF 0000"}) {
      assertThat(format.decode(ByteBuffer.wrap(hex(wrong)))).isEqualTo(Step.falseStart());
    }
  }

  @Test
  void a_frame_that_is_printed_tells_no_data() {
    assertThat(read(hex("00 00FF 06FA D503 32010607 E8 00")))
        .hasToString("Information D5 03, 5 bytes");
  }

  private Pn532Frame read(byte[] bytes) {
    assertThat(format.decode(ByteBuffer.wrap(bytes))).isInstanceOf(FrameDecoder.Frame.class);
    return ((FrameDecoder.Frame<Pn532Frame>) format.decode(ByteBuffer.wrap(bytes))).value();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }
}
