package org.countersign.ccid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.ccid.SerialCcidDriverTest.assertFault;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.junit.jupiter.api.Test;

/**
 * ISO/IEC 7816-3:2006, clause 11 and annex A, block by block: prologue and INF as digits, the LRC
 * made here; "-" is silence.
 */
final class T1ProtocolTest {

  private final List<String> sent = new ArrayList<>();
  private final List<Integer> times = new ArrayList<>();
  private final Deque<String> card = new ArrayDeque<>();

  private final CardLink link =
      new CardLink() {
        @Override
        public int greatest() {
          return 261;
        }

        @Override
        public CcidMessage transfer(
            byte[] bytes, int longer, int level, Duration time, boolean waitOut, Deadline until)
            throws ExchangeFailure {
          assertThat(xor(bytes)).as("LRC").isZero();
          sent.add(HexFormat.of().formatHex(bytes, 0, bytes.length - 1).toUpperCase());
          times.add(longer);
          String answer = card.remove();
          if (answer.equals("-")) {
            throw ExchangeFailure.lost("silence");
          }
          return new CcidMessage(0x80, 0, 0, 0, block(answer));
        }
      };

  private final T1Protocol t1 = new T1Protocol(link, 4, Duration.ofSeconds(1));

  @Test
  void i_blocks_are_numbered_by_turns_on_both_sides() throws Exception {
    exchange("00B00000", "9000", "0000029000");
    exchange("00B00001", "9001", "0040029001");
    exchange("00B00002", "9002", "0000029002");

    assertThat(sent).containsExactly("00000400B00000", "00400400B00001", "00000400B00002");
  }

  @Test
  void a_long_command_goes_out_as_a_chain_of_the_cards_length() throws Exception {
    exchange("00D6000002AABB", "9000", "009000", "0000029000");

    // M bit in the first, N(S) 0 and 1
    assertThat(sent).containsExactly("00200400D60000", "00400302AABB");
  }

  @Test
  void a_long_response_is_fetched_piece_by_piece() throws Exception {
    exchange("00B00000", "010203049000", "0020020102", "0060020304", "0000029000");

    // R(1), R(0)
    assertThat(sent).containsExactly("00000400B00000", "009000", "008000");
  }

  @Test
  void a_damaged_response_is_asked_for_again() throws Exception {
    exchange("00B00000", "9000", "-", "0000029000");

    // R-block with N(R) 0 and error 2
    assertThat(sent).containsExactly("00000400B00000", "008200");
  }

  @Test
  void a_lost_command_goes_out_again_with_its_number_only_when_the_card_says_so() throws Exception {
    exchange("00B00000", "9000", "-", "008100", "0000029000");

    assertThat(sent).containsExactly("00000400B00000", "008200", "00000400B00000");
  }

  @Test
  void three_losses_of_one_block_are_borne_and_a_card_that_refuses_it_for_good_is_not()
      throws Exception {
    exchange("00B00000", "9000", "-", "008100", "-", "008100", "-", "008100", "0000029000");

    assertThat(sent)
        .containsExactly(
            "00000400B00000",
            "008200",
            "00000400B00000",
            "008200",
            "00000400B00000",
            "008200",
            "00000400B00000");

    // R(1): the card wants N(S) 1 and is sent nothing else
    card.addAll(List.of("009100", "009100", "009100", "009100", "00E000"));
    assertFault(() -> t1.transceive(hex("00B00001"), soon()), Fault.COMMUNICATION, Effect.UNKNOWN);
  }

  @Test
  void a_response_with_the_number_of_the_last_one_is_not_taken() throws Exception {
    exchange("00B00000", "9000", "0000029000");
    exchange("00B00001", "9001", "0000029000", "0040029001");

    assertThat(sent).containsExactly("00000400B00000", "00400400B00001", "009200");
  }

  @Test
  void more_time_is_granted_and_told_to_the_reader_once() throws Exception {
    exchange("00B00000", "9000", "00C30105", "0000029000");

    assertThat(sent).containsExactly("00000400B00000", "00E30105");
    assertThat(times).containsExactly(1, 5);
  }

  @Test
  void the_card_may_change_the_length_it_takes() throws Exception {
    exchange("00D6000002AABB", "9000", "00C10102", "009000", "008000", "009000", "0000029000");

    // S(IFS response) 2, then the chain goes on where it was, in pieces of two
    assertThat(sent).startsWith("00200400D60000", "00E10102");
  }

  @Test
  void an_abort_by_the_card_leaves_the_effect_open() {
    card.addAll(List.of("00C200"));

    assertFault(() -> t1.transceive(hex("00B00000"), soon()), Fault.COMMUNICATION, Effect.UNKNOWN);
  }

  @Test
  void after_four_attempts_both_sides_begin_anew_and_the_effect_is_unknown() throws Exception {
    card.addAll(List.of("-", "-", "-", "-", "00E000"));
    assertFault(() -> t1.transceive(hex("00B00000"), soon()), Fault.COMMUNICATION, Effect.UNKNOWN);

    assertThat(sent).containsExactly("00000400B00000", "008200", "008200", "008200", "00C000");
    sent.clear();
    exchange("00B00001", "9001", "0000029001");
  }

  @Test
  void a_chain_that_never_got_to_its_end_had_no_effect() {
    card.addAll(List.of("-", "-", "-", "-", "-", "-", "-"));

    assertFault(
        () -> t1.transceive(hex("00D6000002AABB"), soon()), Fault.COMMUNICATION, Effect.NONE);
  }

  @Test
  void the_card_is_told_of_the_greatest_length_and_one_that_is_deaf_to_it_is_left_at_32()
      throws Exception {
    card.add("00E101FE");
    t1.negotiateIfsd(soon());
    assertThat(sent).containsExactly("00C101FE");

    T1Protocol other = new T1Protocol(link, 4, Duration.ofSeconds(1));
    card.addAll(List.of("-", "-", "-", "-", "000021" + "00".repeat(33), "0000029000"));
    other.negotiateIfsd(soon());
    // 33 bytes are more than it was allowed
    assertThat(other.transceive(hex("00B00000"), soon())).isEqualTo(hex("9000"));
  }

  private void exchange(String command, String response, String... blocks) throws Exception {
    card.addAll(Arrays.asList(blocks));
    assertThat(t1.transceive(hex(command), soon())).isEqualTo(hex(response));
    assertThat(card).as("blocks of the card that were not fetched").isEmpty();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(30), System::nanoTime);
  }

  private static byte[] block(String digits) {
    byte[] block = Arrays.copyOf(hex(digits), digits.length() / 2 + 1);
    block[block.length - 1] = (byte) xor(block);
    return block;
  }

  private static int xor(byte[] bytes) {
    int sum = 0;
    for (byte b : bytes) {
      sum ^= b;
    }
    return sum;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
