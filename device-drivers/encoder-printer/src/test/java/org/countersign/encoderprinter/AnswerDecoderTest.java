package org.countersign.encoderprinter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.countersign.framing.FrameReader;
import org.junit.jupiter.api.Test;

/** Answers in a stream that has no lengths. */
final class AnswerDecoderTest {

  private static final Duration GAP = Duration.ofSeconds(1);

  /** JSON-RPC 2.0, section 5: result and error exclude each other; section 7 has such examples. */
  @Test
  void reads_results_that_are_words_numbers_and_objects() {
    assertThat(only("{\"jsonrpc\": \"2.0\", \"result\": \"OK\", \"id\": \"1\"}").text())
        .isEqualTo("OK");
    assertThat(only("{\"jsonrpc\": \"2.0\", \"result\": 19, \"id\": 3}"))
        .isEqualTo(new Answer(Optional.of("3"), "19", java.util.Map.of(), Optional.empty()));
    assertThat(
            only("{\"id\":\"5\",\"result\":{\"a\":\"9000\",\"n\":7,\"o\":{\"a\":1}},\"jsonrpc\":\"2.0\"}")
                .members())
        .containsOnly(java.util.Map.entry("a", "9000"), java.util.Map.entry("n", "7"));
  }

  @Test
  void reads_an_error_with_its_code_and_message() {
    Answer answer =
        only(
            "{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32601, \"message\": \"Method not"
                + " found\"}, \"id\": \"1\"}");
    assertThat(answer.error()).contains(new Answer.Refusal(-32601, "Method not found"));
  }

  /** RFC 8259, section 7: what is escaped closes nothing, and U+007D may stand as \\u007d. */
  @Test
  void braces_and_quotes_inside_strings_close_nothing() {
    String text = "} \\\" \\\\ { ] \\u007d \u5c45\u7559 \\ud83d\\ude00";
    assertThat(only("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":\"" + text + "\"}").text())
        .isEqualTo("} \" \\ { ] } \u5c45\u7559 \ud83d\ude00");
  }

  @Test
  void two_answers_in_one_piece_are_two_and_foreign_objects_none() {
    String both =
        "{\"jsonrpc\":\"2.0\",\"method\":\"NOTIFY\",\"params\":{\"id\":\"9\"}}\r\n"
            + answer(1, "OK")
            + "  "
            + answer(2, "OK");
    assertThat(decode(both.getBytes(UTF_8), bytes -> List.of(bytes)))
        .extracting(a -> a.id().orElseThrow())
        .containsExactly("1", "2");
  }

  @Test
  void what_is_no_response_object_is_no_answer() {
    for (String wrong :
        List.of(
            "{ error } ",
            "{\"id\":\"1\",\"result\":\"OK\"}",
            "{\"jsonrpc\":\"1.0\",\"id\":\"1\",\"result\":\"OK\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"1\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":\"OK\",\"error\":{\"code\":1,\"message\":\"x\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"id\":\"2\",\"result\":\"OK\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":\"a\nb\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":[1}",
            "HTTP/1.1 400 Bad Request\r\n\r\n")) {
      assertThat(decode((wrong + answer(2, "OK")).getBytes(UTF_8), bytes -> List.of(bytes)))
          .as(wrong)
          .extracting(a -> a.id().orElseThrow())
          .containsExactly("2");
    }
  }

  @Test
  void an_object_nested_too_deep_is_noise() {
    String deep = "{\"a\":".repeat(17) + "1" + "}".repeat(17);
    String allowed = "[".repeat(15) + "]".repeat(15);
    assertThat(decode((deep + answer(1, "OK")).getBytes(UTF_8), bytes -> List.of(bytes)))
        .hasSize(1);
    assertThat(
            only("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":\"OK\",\"more\":" + allowed + "}")
                .text())
        .isEqualTo("OK");
  }

  @Test
  void an_object_that_never_closes_holds_up_the_next_answer_for_a_pause_only() {
    PiecedLine line = new PiecedLine();
    line.then(Duration.ZERO, "{\"jsonrpc\":\"2.0\",\"result\":\"".getBytes(UTF_8));
    line.then(Duration.ofSeconds(3), answer(1, "OK").getBytes(UTF_8));
    FrameReader<Answer> reader = new FrameReader<>(line, new AnswerDecoder(), line::nanoTime, GAP);

    assertThat(next(reader, Duration.ofSeconds(5))).isPresent();
    assertThat(line.nanoTime() - PiecedLine.START).isEqualTo(Duration.ofSeconds(3).toNanos());
  }

  @Test
  void an_answer_as_long_as_the_longest_response_apdu_is_read_and_a_longer_one_passed_over() {
    String digits = "A5".repeat(65_538);
    assertThat(only(answer(1, digits)).text()).hasSize(2 * 65_538);
    String tooLong = answer(1, "x".repeat(AnswerDecoder.GREATEST_ANSWER));
    assertThat(decode((tooLong + answer(2, "OK")).getBytes(UTF_8), bytes -> List.of(bytes)))
        .extracting(a -> a.id().orElseThrow())
        .containsExactly("2");
  }

  @Property(tries = 300)
  void any_split_gives_the_same_answers(
      @ForAll("texts") List<String> texts, @ForAll Random pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < texts.size(); i++) {
      all.writeBytes(Request.of("x", "m", java.util.Map.of("text", texts.get(i))));
      all.writeBytes(answer(i, escaped(texts.get(i))).getBytes(UTF_8));
    }
    assertThat(decode(all.toByteArray(), bytes -> split(bytes, pieces)))
        .extracting(Answer::text)
        .isEqualTo(texts);
  }

  @Property(tries = 300)
  void noise_before_an_answer_delivers_no_other_one_and_keeps_it(
      @ForAll Random random, @ForAll("noise") String noise) {
    byte[] bytes = (noise + "\u0000" + answer(77, "9000")).getBytes(UTF_8);
    List<Answer> found = decode(bytes, all -> split(all, random));
    assertThat(found).hasSize(1);
    assertThat(found.get(0).answers("77")).isTrue();
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.strings()
        .withChars("{}[]\"\\ab:, \u5c45\u7559")
        .ofMaxLength(40)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> noise() {
    return Arbitraries.strings().withChars("{}[]\"\\:,x1 \u0000\u5c45").ofMaxLength(200);
  }

  private interface Splitting {
    List<byte[]> pieces(byte[] all);
  }

  private static List<byte[]> split(byte[] all, Random random) {
    List<byte[]> pieces = new ArrayList<>();
    int at = 0;
    while (at < all.length) {
      int length = Math.min(all.length - at, 1 + random.nextInt(9));
      pieces.add(java.util.Arrays.copyOfRange(all, at, at + length));
      at += length;
    }
    return pieces;
  }

  private static String answer(int id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"result\":\"" + result + "\"}";
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static Answer only(String text) {
    List<Answer> found = decode(text.getBytes(UTF_8), bytes -> List.of(bytes));
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static List<Answer> decode(byte[] bytes, Splitting splitting) {
    PiecedLine line = new PiecedLine();
    splitting.pieces(bytes).forEach(piece -> line.then(Duration.ZERO, piece));
    FrameReader<Answer> reader = new FrameReader<>(line, new AnswerDecoder(), line::nanoTime, GAP);
    List<Answer> found = new ArrayList<>();
    Optional<Answer> next = next(reader, Duration.ofSeconds(2));
    while (next.isPresent()) {
      found.add(next.get());
      next = next(reader, Duration.ofSeconds(2));
    }
    return found;
  }

  private static Optional<Answer> next(FrameReader<Answer> reader, Duration limit) {
    try {
      return reader.next(limit);
    } catch (org.countersign.driver.link.LinkException e) {
      throw new AssertionError(e);
    }
  }
}
