package org.countersign.tck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes a picture as PNG (ISO/IEC 15948) without the JDK's desktop module, which a gateway's Java
 * runtime does not have: signature, IHDR, one IDAT, IEND.
 */
final class GrayPng {

  /** ISO/IEC 15948, 5.2. */
  private static final byte[] SIGNATURE = {
    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n',
  };

  private GrayPng() {}

  /** A black face with a white diagonal, eight bits a dot. */
  static byte[] diagonal(int width, int height) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(SIGNATURE);
    png.writeBytes(
        chunk(
            "IHDR",
            ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8) // bits a dot
                .put((byte) 0) // grayscale
                .put((byte) 0) // deflate
                .put((byte) 0) // the only filter method
                .put((byte) 0) // not interlaced
                .array()));
    png.writeBytes(chunk("IDAT", dots(width, height)));
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  private static byte[] dots(int width, int height) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      for (int y = 0; y < height; y++) {
        byte[] row = new byte[1 + width]; // filter type 0 first
        if (y < width) {
          row[1 + y] = (byte) 0xFF;
        }
        deflater.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an array takes every byte", e);
    }
    return packed.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) crc.getValue())
        .array();
  }
}
