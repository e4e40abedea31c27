package org.countersign.centre.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class SampleWriterTest {

  private final SampleWriter writer = new SampleWriter();

  private static List<Sample> read(SampleWriter writer) throws IOException {
    return SampleReaderTest.read(writer.names(), writer.bytes());
  }

  @Test
  void what_was_written_is_read_again_value_by_value() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    List<Sample> samples = new ArrayList<>();
    double[] odd = {0, -0.0, 0.1, -1e300, 1e300, Long.MAX_VALUE, Double.MIN_VALUE, 1L << 53};
    for (int i = 0; i < 5_000; i++) {
      double value = i < odd.length ? odd[i] : i % 2 == 0 ? random.nextInt() : random.nextDouble();
      samples.add(
          new Sample(
              i % 3 == 0 ? "" : "encoder-" + i % 3,
              "metric " + i % 20,
              1_795_000_000_000L + random.nextLong(-1_000_000, 1_000_000),
              value));
    }
    samples.forEach(sample -> assertThat(writer.add(sample)).isTrue());
    List<Sample> again = read(writer);
    assertThat(again).hasSameSizeAs(samples);
    for (int i = 0; i < samples.size(); i++) {
      assertThat(again.get(i).value()).isEqualTo(samples.get(i).value() + 0.0);
      assertThat(again.get(i).at()).isEqualTo(samples.get(i).at());
      assertThat(again.get(i).metric()).isEqualTo(samples.get(i).metric());
      assertThat(again.get(i).device()).isEqualTo(samples.get(i).device());
    }
  }

  @Test
  void a_counter_that_grows_each_second_costs_at_most_four_bytes_a_sample() {
    for (int second = 0; second < 1_000; second++) {
      assertThat(writer.add(new Sample("encoder-0", "Cards", 1_000L * second, second))).isTrue();
    }
    assertThat(writer.bytes().length).isLessThan(4_100);
  }

  @Test
  void a_report_of_whole_numbers_costs_two_bytes_each_and_of_microseconds_four() {
    for (int at = 0; at < 50; at++) {
      for (int metric = 0; metric < 50; metric++) {
        double value = metric < 25 ? at : 20 + 0.000_137 * at * metric;
        assertThat(writer.add(new Sample("", "m" + metric, 1_000L * at, value))).isTrue();
      }
    }
    assertThat(writer.bytes().length).isLessThan(50 * (25 * 2 + 25 * 4 + 10));
  }

  @Test
  void what_was_written_so_far_can_be_read_while_writing_goes_on() throws Exception {
    assertThat(writer.add(new Sample("", "a", 1, 1))).isTrue();
    assertThat(read(writer)).hasSize(1);
    assertThat(writer.add(new Sample("", "a", 2, 2))).isTrue();
    assertThat(read(writer)).hasSize(2);
    assertThat(writer.size()).isGreaterThan(writer.bytes().length).isLessThan(20);
  }

  @Test
  void a_box_that_names_ever_new_metrics_is_bounded() {
    for (int i = 0; i < SampleWriter.MOST_SERIES; i++) {
      assertThat(writer.add(new Sample("", "metric " + i, 1, 1))).isTrue();
    }
    assertThat(writer.add(new Sample("", "one more", 1, 1))).isFalse();
    assertThat(writer.add(new Sample("", "metric 5", 2, 1))).isTrue();
  }
}
