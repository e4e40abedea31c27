package org.countersign.centre.history;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Unpacks what {@link SampleWriter} packed, in this version and the one before. */
final class SampleReader {

  /** The version that has the names among its entries. */
  static final int NAMING = 1;

  private final CodedInputStream in;
  private final List<SeriesName> names;
  private final List<SampleWriter.Last> lasts = new ArrayList<>();
  private int number;
  private long at;

  private SampleReader(Block block) {
    in = CodedInputStream.newInstance(block.samples());
    names = new ArrayList<>(block.names());
    names.forEach(name -> lasts.add(new SampleWriter.Last()));
  }

  /**
   * Gives every sample of a block, in the order in which they came.
   *
   * @throws IOException if it is no block
   */
  static void read(Block block, Consumer<Sample> samples) throws IOException {
    SampleReader reader = new SampleReader(block);
    int version = reader.in.readUInt32();
    if (version != NAMING && version != SampleWriter.VERSION) {
      throw new IOException("a block of samples of version 1 or 2 is needed, found " + version);
    }
    while (!reader.in.isAtEnd()) {
      if (version == NAMING) {
        reader.namingEntry(samples);
      } else {
        reader.entry(samples);
      }
    }
  }

  private void entry(Consumer<Sample> samples) throws IOException {
    int tag = in.readUInt32();
    number += CodedInputStream.decodeZigZag32(tag >>> 3) + 1;
    SeriesName name = name();
    if ((tag & 4) != 0) {
      at += in.readSInt64();
    }
    samples.accept(new Sample(name.device(), name.metric(), at, value(tag & 3)));
  }

  private void namingEntry(Consumer<Sample> samples) throws IOException {
    int series = in.readUInt32();
    if (series == 0) {
      names.add(new SeriesName(in.readString(), in.readString()));
      lasts.add(new SampleWriter.Last());
      return;
    }
    number = series >>> 1;
    SeriesName name = name();
    at += in.readSInt64();
    double value = (series & 1) == 0 ? parts(0) : in.readDouble();
    samples.accept(new Sample(name.device(), name.metric(), at, value));
  }

  private SeriesName name() throws IOException {
    if (number < 1 || number > names.size()) {
      throw new IOException("a sample of a series that was not named");
    }
    return names.get(number - 1);
  }

  private double value(int kind) throws IOException {
    if (kind == SampleWriter.REAL) {
      lasts.get(number - 1).set(kind, 0);
      return in.readDouble();
    }
    return parts(kind) / SampleWriter.PARTS[kind];
  }

  private long parts(int kind) throws IOException {
    SampleWriter.Last last = lasts.get(number - 1);
    long parts = last.base(kind) + in.readSInt64();
    last.set(kind, parts);
    return parts;
  }
}
