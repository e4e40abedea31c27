package org.countersign.centre.history;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Unpacks what {@link SampleWriter} packed. */
final class SampleReader {

  private final CodedInputStream in;
  private final List<String[]> names = new ArrayList<>();
  private final List<long[]> lasts = new ArrayList<>();
  private long at;

  private SampleReader(byte[] block) {
    in = CodedInputStream.newInstance(block);
  }

  /**
   * Gives every sample of a block, in the order in which they came.
   *
   * @throws IOException if it is no block
   */
  static void read(byte[] block, Consumer<Sample> samples) throws IOException {
    SampleReader reader = new SampleReader(block);
    int version = reader.in.readUInt32();
    if (version != SampleWriter.VERSION) {
      throw new IOException("a block of samples of version 1 is needed, found " + version);
    }
    while (!reader.in.isAtEnd()) {
      reader.entry(samples);
    }
  }

  private void entry(Consumer<Sample> samples) throws IOException {
    int series = in.readUInt32();
    if (series == 0) {
      names.add(new String[] {in.readString(), in.readString()});
      lasts.add(new long[1]);
      return;
    }
    int number = (series >>> 1) - 1;
    if (number < 0 || number >= names.size()) {
      throw new IOException("a sample of a series that was not named");
    }
    at += in.readSInt64();
    double value = (series & 1) == 0 ? lasts.get(number)[0] += in.readSInt64() : in.readDouble();
    samples.accept(new Sample(names.get(number)[0], names.get(number)[1], at, value));
  }
}
