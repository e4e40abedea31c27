package org.countersign.centre.history;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Packs samples, some 4 to 6 bytes each.
 *
 * <pre>
 * block    version(1) entry*
 * entry    0 device metric        names the next series; series are numbered from 1
 *          | series at whole
 *          | series at real
 * series   varint: 2 x number + (0: a whole number follows, 1: a real one)
 * at       zigzag varint: milliseconds since the sample before, of whatever series; the first
 *          since 1970-01-01T00:00:00Z
 * whole    zigzag varint: what it is more than the whole number before in the same series
 * real     8 bytes, IEEE 754 binary64, least significant byte first
 * device, metric   length as varint, UTF-8
 * </pre>
 *
 * <p>One thread.
 */
final class SampleWriter {

  static final int VERSION = 1;

  /** A box that names ever new metrics costs no more than this many a block. */
  static final int MOST_SERIES = 2_048;

  /** Beyond it a double does not hold every whole number. */
  private static final double LARGEST_WHOLE = 1L << 53;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes, 64);
  private final Map<String, Map<String, Series>> devices = new HashMap<>();
  private int series;
  private long lastAt;

  private static final class Series {
    final int number;
    long last;

    Series(int number) {
      this.number = number;
    }
  }

  SampleWriter() {
    run(() -> out.writeUInt32NoTag(VERSION));
  }

  private interface Write {
    void run() throws IOException;
  }

  private static void run(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      throw new IllegalStateException("an array takes all that is written", e);
    }
  }

  /**
   * Adds a sample.
   *
   * @return whether it was taken; not if there are too many series
   */
  boolean add(Sample sample) {
    Map<String, Series> known = devices.computeIfAbsent(sample.device(), d -> new HashMap<>());
    Series of = known.get(sample.metric());
    if (of == null) {
      if (series == MOST_SERIES) {
        return false;
      }
      of = new Series(++series);
      known.put(sample.metric(), of);
      run(() -> {
        out.writeUInt32NoTag(0);
        out.writeStringNoTag(sample.device());
        out.writeStringNoTag(sample.metric());
      });
    }
    write(of, sample);
    return true;
  }

  private void write(Series of, Sample sample) {
    double value = sample.value();
    boolean whole = value == Math.rint(value) && Math.abs(value) <= LARGEST_WHOLE;
    run(() -> {
      out.writeUInt32NoTag(2 * of.number + (whole ? 0 : 1));
      out.writeSInt64NoTag(sample.at() - lastAt);
      if (whole) {
        out.writeSInt64NoTag((long) value - of.last);
        of.last = (long) value;
      } else {
        out.writeDoubleNoTag(value);
      }
    });
    lastAt = sample.at();
  }

  /** Bytes so far. */
  int size() {
    return out.getTotalBytesWritten();
  }

  /** A copy of the block so far. */
  byte[] bytes() {
    run(out::flush);
    return bytes.toByteArray();
  }
}
