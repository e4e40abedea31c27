package org.countersign.centre.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.host.HostEvent;
import org.countersign.protocol.sparkplug.host.MetricDefinitions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class HistoryRecorderTest {

  private static final EdgeNodeDescriptor STATION = new EdgeNodeDescriptor("north", "station-1");
  private static final long NOW = 1_795_000_000_000L;

  private final List<Block> blocks = new ArrayList<>();
  private final HistoryRecorder recorder = new HistoryRecorder(blocks::add);

  private static HostEvent said(long timestamp, Metric... metrics) {
    return new HostEvent.Changed(
        STATION, Optional.of("encoder-0"), timestamp, MetricDefinitions.NONE, List.of(metrics));
  }

  private static Metric metric(String name, MetricValue value) {
    return metric(name, value, NOW);
  }

  private static Metric metric(String name, MetricValue value, long timestamp) {
    MetricType type =
        switch (value) {
          case MetricValue.Text ignored -> MetricType.STRING;
          case MetricValue.Real ignored -> MetricType.DOUBLE;
          case MetricValue.Truth ignored -> MetricType.BOOLEAN;
          default -> MetricType.INT64;
        };
    return Metric.of(name, type, value, timestamp);
  }

  private static List<Series.Point> points(List<Block> of, String name) {
    return Series.of(of, "encoder-0", name, NOW - 3_600_000, NOW + 3_600_000, 100);
  }

  @Test
  void numbers_and_truths_are_kept_and_texts_are_not() {
    recorder.event(
        said(
            NOW,
            metric("n", MetricValue.of(7)),
            metric("d", MetricValue.of(0.5)),
            metric("t", MetricValue.of(true)),
            metric("s", MetricValue.of("words")),
            metric("x", MetricValue.of(Double.NaN))),
        NOW);
    recorder.flush();
    assertThat(points(blocks, "n")).extracting(Series.Point::last).containsExactly(7.0);
    assertThat(points(blocks, "d")).extracting(Series.Point::last).containsExactly(0.5);
    assertThat(points(blocks, "t")).extracting(Series.Point::last).containsExactly(1.0);
    assertThat(points(blocks, "s")).isEmpty();
    assertThat(points(blocks, "x")).isEmpty();
  }

  @Test
  void a_block_goes_when_its_first_sample_is_five_minutes_old() {
    recorder.event(said(NOW, metric("n", MetricValue.of(1))), NOW);
    recorder.tick(NOW + HistoryRecorder.OLD.toMillis() - 1);
    assertThat(blocks).isEmpty();
    assertThat(recorder.gathered(STATION)).isPresent();
    recorder.tick(NOW + HistoryRecorder.OLD.toMillis());
    assertThat(blocks).hasSize(1);
    assertThat(recorder.gathered(STATION)).isEmpty();
  }

  @Test
  void a_block_goes_when_it_is_large() {
    for (int i = 0; blocks.isEmpty(); i++) {
      recorder.event(said(NOW + i, metric("n", MetricValue.of(Math.sqrt(i)))), NOW + i);
      assertThat(i).isLessThan(3_000);
    }
    assertThat(blocks.getFirst().samples().length)
        .isBetween(HistoryRecorder.LARGE - 64, HistoryRecorder.LARGE + 64);
  }

  @Test
  void a_box_whose_clock_is_wrong_reports_the_present_all_the_same() {
    recorder.event(said(1_000, metric("n", MetricValue.of(1), 1_000)), NOW);
    recorder.event(said(NOW * 2, metric("n", MetricValue.of(2), NOW * 2)), NOW + 1);
    recorder.flush();
    assertThat(blocks.getFirst().from()).isEqualTo(NOW);
    assertThat(blocks.getFirst().to()).isEqualTo(NOW + 1);
  }

  @Test
  void a_box_that_names_ever_new_metrics_fills_its_share_of_five_minutes_alone() {
    for (int i = 0; i < 100_000; i++) {
      recorder.event(said(NOW, metric("metric-" + i, MetricValue.of(i))), NOW);
    }
    recorder.flush();
    assertThat(blocks.stream().mapToInt(HistoryRecorderTest::weight).sum())
        .isBetween(
            HistoryRecorder.MOST_OF_STATION,
            HistoryRecorder.MOST_OF_STATION + HistoryRecorder.LARGE + 64);
    long later = NOW + HistoryRecorder.OLD.toMillis();
    blocks.clear();
    recorder.event(said(later, metric("n", MetricValue.of(1), later)), later);
    recorder.flush();
    assertThat(points(blocks, "n")).hasSize(1);
  }

  private static int weight(Block block) {
    return block.samples().length + block.names().stream().mapToInt(SeriesName::weight).sum();
  }

  @Test
  void a_station_that_says_only_words_leaves_no_block() {
    recorder.event(said(NOW, metric("s", MetricValue.of("words"))), NOW);
    assertThat(recorder.gathered(STATION)).isEmpty();
    recorder.flush();
    assertThat(blocks).isEmpty();
  }
}
