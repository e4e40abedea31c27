package org.countersign.centre.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class SampleReaderTest {

  private static final long AT = 1_795_000_000_000L;

  static List<Sample> read(List<SeriesName> names, byte[] samples) throws IOException {
    List<Sample> found = new ArrayList<>();
    EdgeNodeDescriptor station = new EdgeNodeDescriptor("north", "station-1");
    SampleReader.read(new Block(station, 0, 0, 0, names, samples), found::add);
    return found;
  }

  /** A block of version 1 with a sample and one half of it a millisecond later. */
  static byte[] naming(String device, String metric, long at, long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeUInt32NoTag(1);
      out.writeUInt32NoTag(0);
      out.writeStringNoTag(device);
      out.writeStringNoTag(metric);
      out.writeUInt32NoTag(2);
      out.writeSInt64NoTag(at);
      out.writeSInt64NoTag(value);
      out.writeUInt32NoTag(0);
      out.writeStringNoTag(device);
      out.writeStringNoTag("half");
      out.writeUInt32NoTag(5);
      out.writeSInt64NoTag(1);
      out.writeDoubleNoTag(value / 2.0);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void a_block_of_version_1_has_its_names_among_its_entries() throws Exception {
    assertThat(read(List.of(), naming("encoder-1", "Cards", AT, 7)))
        .containsExactly(
            new Sample("encoder-1", "Cards", AT, 7), new Sample("encoder-1", "half", AT + 1, 3.5));
  }

  @Test
  void bytes_that_are_no_block_are_refused() {
    assertThatThrownBy(() -> read(List.of(), new byte[] {})).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(List.of(), new byte[] {3}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found 3");
    assertThatThrownBy(() -> read(List.of(), new byte[] {1, 8, 0, 0}))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(List.of(), new byte[] {2, 0, 0}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not named");
    assertThatThrownBy(() -> read(List.of(new SeriesName("", "a")), new byte[] {2, 9, 0}))
        .isInstanceOf(IOException.class);
  }
}
