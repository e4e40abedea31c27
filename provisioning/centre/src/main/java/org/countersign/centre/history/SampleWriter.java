package org.countersign.centre.history;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Packs samples, some 2 to 5 bytes each.
 *
 * <pre>
 * samples  version(2) entry*
 * entry    tag value                 at the time of the entry before
 *          | tag at value
 * tag      varint: 8 x step + 4 x (1: at stands here) + kind
 * step     zigzag: number of the series - number of the series before - 1; series are numbered from
 *          1 in the order of their first entries, as in {@link Block#names}; before the first is 0
 * at       zigzag varint: milliseconds since the time before; the first since 1970-01-01T00:00:00Z
 * value    kind 0: a whole number, 1: millionths, 2: billionths; zigzag varint: what it is more than
 *                  the one before in this series if that was of this kind, else than 0
 *          kind 3: 8 bytes, IEEE 754 binary64, least significant byte first
 * </pre>
 *
 * <p>Version 1, which is still read, had the names among its entries:
 *
 * <pre>
 * samples  version(1) entry*
 * entry    0 device metric           names the next series; each as varint of its length, UTF-8
 *          | series at whole | series at real
 * series   varint: 2 x number + (0: a whole number follows, 1: a real one)
 * at       as above; real: as kind 3
 * whole    zigzag varint: what it is more than the whole number before in this series
 * </pre>
 *
 * <p>One thread.
 */
final class SampleWriter {

  static final int VERSION = 2;

  /** A box that names ever new metrics costs no more than this many a block. */
  static final int MOST_SERIES = 2_048;

  /** What a whole number of each kind counts, in parts of one. */
  static final double[] PARTS = {1, 1e6, 1e9};

  /** The kind of a number that is no whole number of any part. */
  static final int REAL = PARTS.length;

  /** Beyond it a double does not hold every whole number. */
  private static final double LARGEST_WHOLE = 1L << 53;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes, 64);
  private final Map<String, Map<String, Open>> devices = new HashMap<>();
  private final List<SeriesName> names = new ArrayList<>();
  private int weight;
  private int lastNumber;
  private long lastAt;

  private static final class Open {
    final int number;
    final Last last = new Last();

    Open(int number) {
      this.number = number;
    }
  }

  /** What came last in a series: the next one is told by what it is more. */
  static final class Last {
    private int kind = REAL;
    private long parts;

    /** What a number of this kind is counted from. */
    long base(int ofKind) {
      return kind == ofKind ? parts : 0;
    }

    void set(int ofKind, long to) {
      kind = ofKind;
      parts = to;
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
    Map<String, Open> known = devices.computeIfAbsent(sample.device(), d -> new HashMap<>());
    Open of = known.get(sample.metric());
    if (of == null) {
      if (names.size() == MOST_SERIES) {
        return false;
      }
      SeriesName name = new SeriesName(sample.device(), sample.metric());
      names.add(name);
      weight += name.weight();
      of = new Open(names.size());
      known.put(sample.metric(), of);
    }
    write(of, sample.at(), sample.value());
    return true;
  }

  private void write(Open of, long at, double value) {
    int kind = kind(value);
    int step = of.number - lastNumber - 1;
    int timed = at == lastAt ? 0 : 1;
    run(() -> {
      out.writeUInt32NoTag(CodedOutputStream.encodeZigZag32(step) << 3 | timed << 2 | kind);
      if (timed > 0) {
        out.writeSInt64NoTag(at - lastAt);
      }
      if (kind == REAL) {
        out.writeDoubleNoTag(value);
        of.last.set(REAL, 0);
      } else {
        long parts = Math.round(value * PARTS[kind]);
        out.writeSInt64NoTag(parts - of.last.base(kind));
        of.last.set(kind, parts);
      }
    });
    lastNumber = of.number;
    lastAt = at;
  }

  /** The first kind that gives back the very same number. */
  private static int kind(double value) {
    for (int kind = 0; kind < REAL; kind++) {
      double parts = Math.rint(value * PARTS[kind]);
      if (Math.abs(parts) <= LARGEST_WHOLE && parts / PARTS[kind] == value) {
        return kind;
      }
    }
    return REAL;
  }

  /** Names of the series so far, by number from 1 on. */
  List<SeriesName> names() {
    return List.copyOf(names);
  }

  /** Bytes so far, with what the names take where nothing shares them. */
  int size() {
    return out.getTotalBytesWritten() + weight;
  }

  /** A copy of the samples so far. */
  byte[] bytes() {
    run(out::flush);
    return bytes.toByteArray();
  }
}
