package org.countersign.encoderprinter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The pixels of a PNG image (W3C PNG, third edition), eight bits a sample, grey or colour, with or
 * without alpha, not interlaced, as {@code javax.imageio} and the gateway's own renderer write
 * them. Read here because the station's runtime has no {@code java.desktop}, and printers take BMP.
 */
final class PngImage {

  /** It cannot be printed; the message says why. */
  static final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final int BMP_HEADER = 54;

  private final int width;
  private final int height;
  private final int samples;
  private final byte[] rows;

  private PngImage(int width, int height, int samples, byte[] rows) {
    this.width = width;
    this.height = height;
    this.samples = samples;
    this.rows = rows;
  }

  /**
   * Reads an image of this size; never more memory than that size needs.
   *
   * @throws Unreadable if it is another size, no PNG, or one of another kind
   */
  static PngImage read(byte[] png, int width, int height) throws Unreadable {
    ByteBuffer in = ByteBuffer.wrap(png);
    byte[] signature = new byte[SIGNATURE.length];
    require(in.remaining() > 8 + 25, "the image is no PNG");
    in.get(signature);
    require(Arrays.equals(signature, SIGNATURE), "the image is no PNG");
    ByteBuffer header = chunk(in, "IHDR");
    require(header.remaining() == 13, "the PNG's header is damaged");
    int isWidth = header.getInt();
    int isHeight = header.getInt();
    require(
        isWidth == width && isHeight == height,
        "the image has %d by %d dots; the printer's face has %d by %d"
            .formatted(isWidth, isHeight, width, height));
    require(header.get() == 8, "the PNG has not 8 bits a sample; write it with 8");
    int samples = samples(header.get());
    require(
        header.get() == 0 && header.getShort() == 0,
        "the PNG is interlaced or of an unknown method; write it without");
    return new PngImage(width, height, samples, rows(in, width * samples, height, samples));
  }

  private static int samples(byte colourType) throws Unreadable {
    return switch (colourType) {
      case 0 -> 1;
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> throw new Unreadable("the PNG has a palette; write it in grey or in colour");
    };
  }

  /**
   * The next chunk's data if it is of this type, checked; chunks that are not needed are passed.
   */
  private static ByteBuffer chunk(ByteBuffer in, String type) throws Unreadable {
    while (in.remaining() >= 12) {
      int length = in.getInt();
      require(length >= 0 && length <= in.remaining() - 8, "the PNG ends in the middle");
      ByteBuffer data = in.slice(in.position() + 4, length);
      CRC32 crc = new CRC32();
      crc.update(in.slice(in.position(), length + 4));
      String is = StandardCharsets.ISO_8859_1.decode(in.slice(in.position(), 4)).toString();
      in.position(in.position() + 4 + length);
      require(in.getInt() == (int) crc.getValue(), "the PNG is damaged: a checksum is wrong");
      if (is.equals(type)) {
        return data;
      }
      require(!is.equals("IEND"), "the PNG has not all of its rows");
    }
    throw new Unreadable("the PNG ends in the middle");
  }

  private static byte[] rows(ByteBuffer in, int stride, int height, int samples) throws Unreadable {
    Inflater inflater = new Inflater();
    try {
      byte[] rows = new byte[stride * height];
      byte[] line = new byte[stride + 1];
      for (int row = 0; row < height; row++) {
        fill(line, inflater, in);
        unfilter(line, rows, row * stride, stride, samples);
      }
      return rows;
    } catch (DataFormatException e) {
      throw new Unreadable("the PNG is damaged: its rows cannot be unpacked");
    } finally {
      inflater.end();
    }
  }

  private static void fill(byte[] line, Inflater inflater, ByteBuffer in)
      throws DataFormatException, Unreadable {
    int filled = 0;
    while (filled < line.length) {
      if (inflater.needsInput()) {
        inflater.setInput(chunk(in, "IDAT"));
      }
      filled += inflater.inflate(line, filled, line.length - filled);
      require(filled == line.length || !inflater.finished(), "the PNG has not all of its rows");
      require(!inflater.needsDictionary(), "the PNG is packed in an unknown way");
    }
  }

  /** W3C PNG, section 9.2. */
  private static void unfilter(byte[] line, byte[] rows, int at, int stride, int samples)
      throws Unreadable {
    int filter = line[0];
    require(filter >= 0 && filter <= 4, "the PNG is damaged: row filter " + filter);
    for (int i = 0; i < stride; i++) {
      int left = i < samples ? 0 : rows[at + i - samples] & 0xFF;
      int above = at == 0 ? 0 : rows[at + i - stride] & 0xFF;
      int aboveLeft = at == 0 || i < samples ? 0 : rows[at + i - stride - samples] & 0xFF;
      int predicted =
          switch (filter) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> (left + above) / 2;
            case 4 -> paeth(left, above, aboveLeft);
            default -> 0;
          };
      rows[at + i] = (byte) (line[i + 1] + predicted);
    }
  }

  private static int paeth(int left, int above, int aboveLeft) {
    int estimate = left + above - aboveLeft;
    int toLeft = Math.abs(estimate - left);
    int toAbove = Math.abs(estimate - above);
    int toAboveLeft = Math.abs(estimate - aboveLeft);
    if (toLeft <= toAbove && toLeft <= toAboveLeft) {
      return left;
    }
    return toAbove <= toAboveLeft ? above : aboveLeft;
  }

  /** The colour of a dot on white card, 0xRRGGBB. */
  int rgb(int x, int y) {
    int at = (y * width + x) * samples;
    boolean grey = samples < 3;
    int red = rows[at] & 0xFF;
    int green = grey ? red : rows[at + 1] & 0xFF;
    int blue = grey ? red : rows[at + 2] & 0xFF;
    int alpha = samples % 2 == 0 ? rows[at + samples - 1] & 0xFF : 255;
    return onWhite(red, alpha) << 16 | onWhite(green, alpha) << 8 | onWhite(blue, alpha);
  }

  private static int onWhite(int sample, int alpha) {
    return (sample * alpha + 255 * (255 - alpha) + 127) / 255;
  }

  /** A Windows bitmap: BITMAPINFOHEADER, 24 bits a dot, rows from the bottom, 300 dots an inch. */
  byte[] toBmp() {
    int stride = (width * 3 + 3) / 4 * 4;
    ByteBuffer bmp =
        ByteBuffer.allocate(BMP_HEADER + stride * height).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B').put((byte) 'M').putInt(bmp.capacity()).putInt(0).putInt(BMP_HEADER);
    bmp.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) 24);
    bmp.putInt(0).putInt(stride * height).putInt(11_811).putInt(11_811).putInt(0).putInt(0);
    for (int y = height - 1; y >= 0; y--) {
      for (int x = 0; x < width; x++) {
        int rgb = rgb(x, y);
        bmp.put((byte) rgb).put((byte) (rgb >> 8)).put((byte) (rgb >> 16));
      }
      bmp.position(bmp.position() + stride - width * 3);
    }
    return bmp.array();
  }

  private static void require(boolean holds, String otherwise) throws Unreadable {
    if (!holds) {
      throw new Unreadable(otherwise);
    }
  }
}
