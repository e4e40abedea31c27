package org.countersign.ccid;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.countersign.framing.FrameDecoder;
import org.countersign.framing.FrameDecoder.Step;
import org.junit.jupiter.api.Test;

/** Frames byte by byte. ACS: ACR1281S user's manual, sections 8.6, 10 and 11, page 26. */
final class FramingTest {

  private final Framing twin = new TwinFraming(271);
  private final Framing acs = new AcsFraming(271);

  @Test
  void a_twin_command_has_sync_ack_the_message_and_the_xor_of_all() {
    // 03 06 | 65 GetSlotStatus, dwLength 0, slot 0, seq 7, three bytes 0 | 03^06^65^07 = 67
    CcidMessage status = new CcidMessage(0x65, 0, 7, 0, new byte[0]);

    assertThat(twin.wrap(status)).isEqualTo(hex("0306 65 00000000 00 07 000000 67"));
  }

  @Test
  void a_twin_answer_is_read_with_its_status() {
    // 81 slot status, slot 0, seq 7, bStatus 42: failed, no card; bError FE | XOR of all
    byte[] frame = hex("0306 81 00000000 00 07 42 FE 00 3F");
    CcidMessage answer = message(twin, frame);

    assertThat(answer.type()).isEqualTo(0x81);
    assertThat(answer.sequence()).isEqualTo(7);
    assertThat(answer.commandStatus()).isEqualTo(1);
    assertThat(answer.cardStatus()).isEqualTo(2);
    assertThat(answer.error()).isEqualTo(0xFE);
  }

  @Test
  void the_acs_manuals_change_of_speed_is_made_and_read() {
    // 44 04: 115200 baud; slot 01, seq 00
    CcidMessage change = new CcidMessage(0x6B, 1, 0, 0, hex("4404"));
    assertThat(acs.wrap(change)).isEqualTo(hex("02 6B 02000000 01 00 000000 4404 28 03"));

    // answer 90 04 with bError 81 in a message that is "done"
    CcidMessage answer = message(acs, hex("02 83 02000000 01 00 00 81 00 9004 95 03"));
    assertThat(answer.data()).isEqualTo(hex("9004"));
    assertThat(answer.commandStatus()).isZero();
  }

  @Test
  void the_acs_manuals_buzzer_is_made_and_read() {
    CcidMessage buzzer = new CcidMessage(0x6B, 1, 0, 0, hex("E000002801 05"));
    assertThat(acs.wrap(buzzer)).isEqualTo(hex("02 6B 06000000 01 00 000000 E00000280105 A0 03"));

    // bStatus 02: no card in the slot
    CcidMessage answer = message(acs, hex("02 83 06000000 01 00 02 00 00 E10000000105 63 03"));
    assertThat(answer.data()).isEqualTo(hex("E10000000105"));
    assertThat(answer.cardStatus()).isEqualTo(2);
  }

  @Test
  void the_acs_status_frames_are_told_apart() {
    assertThat(received(acs, hex("02 00 00 03"))).isEqualTo(new Received.Taken());
    for (int code : new int[] {0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x99}) {
      byte[] frame = {0x02, (byte) code, (byte) code, 0x03};
      assertThat(received(acs, frame)).isEqualTo(new Received.Refused(code));
    }
  }

  @Test
  void the_request_for_the_last_answer_is_eleven_zeros_between_02_and_03() {
    assertThat(acs.askAgain()).isEqualTo(hex("02 0000000000000000000000 03"));
    assertThat(twin.askAgain()).isEmpty();
  }

  @Test
  void cards_that_come_and_go_are_read_in_both_framings() {
    assertThat(received(twin, hex("5003"))).isEqualTo(new Received.SlotChange(3));
    assertThat(received(twin, hex("5002"))).isEqualTo(new Received.SlotChange(2));
    // slot 1 changed and present: bits 3 and 2; 50 ^ 0C = 5C
    assertThat(received(acs, hex("02 50 0C 5C 03"))).isEqualTo(new Received.SlotChange(0x0C));
  }

  @Test
  void a_twins_refusal_and_its_wish_for_time_are_read() {
    assertThat(received(twin, hex("031516"))).isEqualTo(new Received.Refused(0x15));
    assertThat(received(twin, hex("80"))).isEqualTo(new Received.MoreTime());
    assertThat(received(twin, hex("FF"))).isEqualTo(new Received.MoreTime());
  }

  @Test
  void what_fails_its_check_begins_nothing() {
    for (String wrong :
        new String[] {
          "0306 81 00000000 00 07 42 FE 00 3E", "031517", "5004", "0307", "030600", "7F", "00"
        }) {
      assertThat(step(twin, hex(wrong))).as(wrong).isEqualTo(Step.falseStart());
    }
    for (String wrong :
        new String[] {
          "02 83 02000000 01 00 00 81 00 9004 96 03",
          "02 83 02000000 01 00 00 81 00 9004 95 02",
          "02 00 01 03",
          "02 FF FE 03",
          "02 50 0C 5D 03",
          "02 65",
          "03"
        }) {
      assertThat(step(acs, hex(wrong))).as(wrong).isEqualTo(Step.falseStart());
    }
  }

  @Test
  void a_length_beyond_the_greatest_begins_nothing_whatever_its_sign() {
    // dwLength 262 (greatest is 261), 7FFFFFFF, FFFFFFFF
    for (String length : new String[] {"06010000", "FFFFFF7F", "FFFFFFFF", "F4FFFF7F"}) {
      assertThat(step(twin, hex("0306 80 " + length + " 00 00 000000")))
          .as(length)
          .isEqualTo(Step.falseStart());
      assertThat(step(acs, hex("02 80 " + length + " 00 00 000000")))
          .as(length)
          .isEqualTo(Step.falseStart());
    }
  }

  private static CcidMessage message(Framing framing, byte[] frame) {
    assertThat(received(framing, frame)).isInstanceOf(Received.Message.class);
    return ((Received.Message) received(framing, frame)).message();
  }

  private static Received received(Framing framing, byte[] frame) {
    assertThat(step(framing, frame)).isInstanceOf(FrameDecoder.Frame.class);
    FrameDecoder.Frame<Received> whole = (FrameDecoder.Frame<Received>) step(framing, frame);
    assertThat(whole.length()).isEqualTo(frame.length);
    return whole.value();
  }

  private static Step<Received> step(Framing framing, byte[] bytes) {
    return framing.decoder().decode(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
