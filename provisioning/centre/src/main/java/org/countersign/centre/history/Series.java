package org.countersign.centre.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one metric was over a time, in as many points as a chart has room for. */
public final class Series {

  private static final Logger LOG = LoggerFactory.getLogger(Series.class);

  /**
   * A part of the time in which something was reported.
   *
   * @param at its first moment, milliseconds since 1970-01-01T00:00:00Z
   * @param last what was reported last in it
   */
  public record Point(long at, double min, double max, double last) {}

  private final long from;
  private final long width;
  private final double[] min;
  private final double[] max;
  private final double[] last;
  private final long[] lastAt;

  private Series(long from, long to, int points) {
    this.from = from;
    this.width = Math.max(1, Math.ceilDiv(to - from, (long) points));
    this.min = new double[points];
    this.max = new double[points];
    this.last = new double[points];
    this.lastAt = new long[points];
  }

  /**
   * The points of a metric.
   *
   * @param device empty for the station's own
   * @param from milliseconds since 1970-01-01T00:00:00Z
   * @param to first moment after the time, later than {@code from}
   * @param points most that are given, 1 or more
   */
  public static List<Point> of(
      List<Block> blocks, String device, String metric, long from, long to, int points) {
    Series series = new Series(from, to, points);
    for (Block block : blocks) {
      try {
        SampleReader.read(
            block,
            sample -> {
              if (sample.metric().equals(metric)
                  && sample.device().equals(device)
                  && sample.at() >= from
                  && sample.at() < to) {
                series.add(sample);
              }
            });
      } catch (IOException e) {
        LOG.warn("a block of history of {} is not readable: {}", block.station(), e.getMessage());
      }
    }
    return series.points();
  }

  private void add(Sample sample) {
    int point = (int) ((sample.at() - from) / width);
    boolean first = lastAt[point] == 0;
    min[point] = first ? sample.value() : Math.min(min[point], sample.value());
    max[point] = first ? sample.value() : Math.max(max[point], sample.value());
    if (sample.at() >= lastAt[point]) {
      last[point] = sample.value();
      lastAt[point] = sample.at();
    }
  }

  private List<Point> points() {
    List<Point> made = new ArrayList<>();
    for (int point = 0; point < lastAt.length; point++) {
      if (lastAt[point] != 0) {
        made.add(new Point(from + point * width, min[point], max[point], last[point]));
      }
    }
    return made;
  }
}
