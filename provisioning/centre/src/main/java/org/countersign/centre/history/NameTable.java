package org.countersign.centre.history;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * Names of series by number from 1 on, once for all blocks of a day, so that a block is kept with
 * numbers in their place:
 *
 * <pre>
 * kept     version(2) varint(count of names) ref* entry*       entries as in {@link SampleWriter}
 * ref      zigzag varint: number - number of the ref before, at first 0;
 *          if the number is 0, device and metric follow, each as varint of its length, UTF-8
 * </pre>
 *
 * <p>A block of version 1 is kept as it is. One thread.
 */
final class NameTable {

  /** Boxes that name ever new metrics carry the further names in their own blocks. */
  static final int MOST = 20_000;

  /** So does a name that weighs more. */
  private static final int HEAVIEST = 256;

  private static final int UNNUMBERED = 0;

  private final Map<SeriesName, Integer> numbers = new HashMap<>();
  private final List<SeriesName> names = new ArrayList<>();
  private int kept;

  /**
   * A name and where it stands.
   *
   * @param number from 1 on
   */
  record Entry(int number, SeriesName name) {}

  /** The next name that is kept, in the order of the numbers. */
  void add(SeriesName name) {
    append(name);
    kept = names.size();
  }

  private int append(SeriesName name) {
    names.add(name);
    numbers.put(name, names.size());
    return names.size();
  }

  /** Names that came since the last time; they are to be kept no later than their blocks. */
  List<Entry> fresh() {
    List<Entry> fresh = new ArrayList<>();
    for (; kept < names.size(); kept++) {
      fresh.add(new Entry(kept + 1, names.get(kept)));
    }
    return fresh;
  }

  /** The form in which a block is kept. */
  byte[] pack(Block block) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(block.samples().length + 128);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      CodedInputStream in = CodedInputStream.newInstance(block.samples());
      int version = in.readUInt32();
      out.writeUInt32NoTag(version);
      if (version != SampleReader.NAMING) {
        writeNames(block.names(), out);
      }
      copy(block.samples(), in.getTotalBytesRead(), out);
    } catch (IOException e) {
      throw new IllegalArgumentException("a block that was not made by a writer", e);
    }
    return bytes.toByteArray();
  }

  private static void copy(byte[] from, int begin, CodedOutputStream out) throws IOException {
    out.writeRawBytes(from, begin, from.length - begin);
    out.flush();
  }

  private void writeNames(List<SeriesName> of, CodedOutputStream out) throws IOException {
    out.writeUInt32NoTag(of.size());
    int before = UNNUMBERED;
    for (SeriesName name : of) {
      int number = number(name);
      out.writeSInt32NoTag(number - before);
      if (number == UNNUMBERED) {
        out.writeStringNoTag(name.device());
        out.writeStringNoTag(name.metric());
      }
      before = number;
    }
  }

  private int number(SeriesName name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    boolean fits = names.size() < MOST && name.weight() <= HEAVIEST && isPlain(name);
    return fits ? append(name) : UNNUMBERED;
  }

  /** PostgreSQL takes no NUL in a text. */
  private static boolean isPlain(SeriesName name) {
    return (name.device() + name.metric()).chars().noneMatch(Character::isISOControl);
  }

  /**
   * The block that was kept.
   *
   * @throws IOException if it is none, or of another table
   */
  Block unpack(EdgeNodeDescriptor station, long from, long to, byte[] packed) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(packed);
    int version = in.readUInt32();
    if (version == SampleReader.NAMING) {
      return new Block(station, from, from, to, List.of(), packed);
    }
    List<SeriesName> of = readNames(in);
    ByteArrayOutputStream samples = new ByteArrayOutputStream(packed.length);
    CodedOutputStream out = CodedOutputStream.newInstance(samples);
    out.writeUInt32NoTag(version);
    copy(packed, in.getTotalBytesRead(), out);
    return new Block(station, from, from, to, of, samples.toByteArray());
  }

  private List<SeriesName> readNames(CodedInputStream in) throws IOException {
    int count = in.readUInt32();
    List<SeriesName> of = new ArrayList<>();
    int number = UNNUMBERED;
    for (int i = 0; i < count; i++) {
      number += in.readSInt32();
      if (number < UNNUMBERED || number > names.size()) {
        throw new IOException("a block names series " + number + ", there are " + names.size());
      }
      of.add(
          number == UNNUMBERED
              ? new SeriesName(in.readString(), in.readString())
              : names.get(number - 1));
    }
    return of;
  }
}
