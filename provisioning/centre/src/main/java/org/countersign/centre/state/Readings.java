package org.countersign.centre.state;

import java.util.Arrays;
import java.util.List;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.host.MetricDefinitions;

/**
 * The present value of every metric of one owner: 8 bytes each for most, beside names and types
 * that all owners of the same kind share.
 *
 * <pre>
 * cells   2 x 4 bytes a metric
 *   +0    the value, if 32 bits hold it: a whole number, 0 or 1, the number of a text in the pool;
 *         otherwise its place in {@code wide}
 *   +1    time since the birth in steps of 100 ms, signed (1.7 years each way), above two bits:
 *         bit 1: the value is in {@code wide}, bit 0: there is no value
 * wide    8 bytes a value that needs them: a larger whole number, the bits of a double
 * </pre>
 */
final class Readings {

  private static final int STEP_MILLIS = 100;
  private static final int MOST_STEPS = Integer.MAX_VALUE >> 2;
  private static final int NONE = 1;
  private static final int WIDE = 2;
  private static final long[] NOTHING_WIDE = {};

  /** Some 35,000 years after 1970: what a box says beyond is no time, and must not overflow. */
  private static final long LAST_TIME = 1L << 50;

  private final TextPool texts;
  private final MetricDefinitions definitions;
  private final long bornAt;
  private final int[] cells;
  private long[] wide = NOTHING_WIDE;

  /**
   * What a birth says.
   *
   * @param bornAt milliseconds since 1970-01-01T00:00:00Z
   */
  Readings(TextPool texts, MetricDefinitions definitions, long bornAt, List<Metric> metrics) {
    this.texts = texts;
    this.definitions = definitions;
    this.bornAt = Math.clamp(bornAt, 0, LAST_TIME);
    this.cells = new int[2 * definitions.size()];
    for (int index = 0; index < definitions.size(); index++) {
      cells[2 * index + 1] = NONE;
    }
    update(metrics);
  }

  MetricDefinitions definitions() {
    return definitions;
  }

  /** Takes new values; what is history, or was not named at birth, is passed over. */
  void update(List<Metric> metrics) {
    for (Metric metric : metrics) {
      int index = metric.historical() ? -1 : definitions.index(metric.name().orElse(""));
      if (index >= 0) {
        set(index, metric.value(), metric.timestamp().orElse(bornAt));
      }
    }
  }

  private void set(int index, MetricValue said, long timestamp) {
    release(index);
    // A number under a type of text would be taken for one of the pool, and given back to it.
    MetricValue value =
        isText(definitions.type(index)) && !(said instanceof MetricValue.Text)
            ? MetricValue.none()
            : said;
    long since = Math.clamp(timestamp, 0, LAST_TIME) - bornAt;
    int steps = Math.clamp(Math.floorDiv(since, (long) STEP_MILLIS), -MOST_STEPS, MOST_STEPS);
    int none = value instanceof MetricValue.Null ? NONE : 0;
    cells[2 * index + 1] = steps << 2 | cells[2 * index + 1] & WIDE | none;
    put(index, bits(index, value));
  }

  private long bits(int index, MetricValue value) {
    return switch (value) {
      case MetricValue.Whole whole -> whole.as(definitions.type(index));
      case MetricValue.Real real -> Double.doubleToRawLongBits(real.value());
      case MetricValue.Truth truth -> truth.value() ? 1 : 0;
      case MetricValue.Text text -> texts.take(text.value());
      case MetricValue.Opaque opaque -> opaque.bytes();
      case MetricValue.Null ignored -> 0;
    };
  }

  /** A metric that needed the room once keeps it. */
  private void put(int index, long bits) {
    if ((cells[2 * index + 1] & WIDE) != 0) {
      wide[cells[2 * index]] = bits;
    } else if (bits == (int) bits) {
      cells[2 * index] = (int) bits;
    } else {
      wide = Arrays.copyOf(wide, wide.length + 1);
      wide[wide.length - 1] = bits;
      cells[2 * index] = wide.length - 1;
      cells[2 * index + 1] |= WIDE;
    }
  }

  private long bits(int index) {
    int cell = cells[2 * index];
    return (cells[2 * index + 1] & WIDE) == 0 ? cell : wide[cell];
  }

  private boolean hasValue(int index) {
    return (cells[2 * index + 1] & NONE) == 0;
  }

  private void release(int index) {
    if (hasValue(index) && isText(definitions.type(index))) {
      texts.release((int) bits(index));
    }
  }

  /** Gives back what it holds; it is not used any more. */
  void release() {
    for (int index = 0; index < definitions.size(); index++) {
      release(index);
    }
  }

  /** Value of the metric at a place. */
  MetricValue value(int index) {
    if (!hasValue(index)) {
      return MetricValue.none();
    }
    long bits = bits(index);
    return switch (definitions.type(index)) {
      case FLOAT, DOUBLE -> MetricValue.of(Double.longBitsToDouble(bits));
      case BOOLEAN -> MetricValue.of(bits != 0);
      case STRING, TEXT, UUID -> MetricValue.of(texts.text((int) bits));
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, DATE_TIME ->
          MetricValue.of(bits);
      default -> new MetricValue.Opaque((int) bits);
    };
  }

  /** When the metric at a place was taken, to 100 ms; milliseconds since 1970-01-01T00:00:00Z. */
  long timestamp(int index) {
    return bornAt + (long) (cells[2 * index + 1] >> 2) * STEP_MILLIS;
  }

  private static boolean isText(MetricType type) {
    return switch (type) {
      case STRING, TEXT, UUID -> true;
      default -> false;
    };
  }
}
