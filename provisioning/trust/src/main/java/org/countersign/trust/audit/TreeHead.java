package org.countersign.trust.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What a station says of its records at a moment.
 *
 * @param station its id
 * @param epoch how often the authority has begun the station anew; 1 at first
 * @param size number of records
 * @param time when it was said, to the millisecond
 * @param root of the tree over the records
 */
public record TreeHead(String station, long epoch, long size, Instant time, TreeHash root) {

  /**
   * The signed bytes: the text {@code countersign/tree-head/1}, the station, epoch (8 bytes), size
   * (8 bytes), milliseconds since 1970 (8 bytes), root (32 bytes). Texts are UTF-8 with their
   * length before them (4 bytes); numbers are big-endian.
   */
  public byte[] toSign() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      text(out, "countersign/tree-head/1");
      text(out, station);
      out.writeLong(epoch);
      out.writeLong(size);
      out.writeLong(time.toEpochMilli());
      out.write(root.toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
