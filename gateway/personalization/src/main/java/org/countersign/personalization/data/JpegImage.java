package org.countersign.personalization.data;

import org.countersign.apdu.Bytes;

/**
 * What the frame header of a JPEG image says (ISO/IEC 10918-1, B.2.2).
 *
 * @param width pixels
 * @param height pixels
 * @param components 1 grey, 3 colour
 */
public record JpegImage(int width, int height, int components) {

  private static final int SOI = 0xFFD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;

  /**
   * Reads the header of a baseline, extended sequential or progressive image with Huffman coding, 8
   * bits a sample, and walks its segments up to the first scan.
   *
   * @throws DataException if it is anything else, JPEG 2000 included, or cut off
   */
  public static JpegImage read(Bytes image) throws DataException {
    if (image.size() > 12 && isJpeg2000(image)) {
      throw new DataException("is a JPEG 2000 image; a JPEG (ISO/IEC 10918-1) is needed");
    }
    if (image.size() < 4 || word(image, 0) != SOI) {
      throw new DataException("is no JPEG image (ISO/IEC 10918-1): it does not begin with FF D8");
    }
    JpegImage frame = null;
    int at = 2;
    while (true) {
      int marker = markerAt(image, at);
      at += 2;
      if (marker == 0xFF) {
        at--; // fill byte
        continue;
      }
      int length = segmentLength(image, at, marker);
      if (isFrame(marker)) {
        frame = frame(image, at, length, marker);
      }
      if (marker == SOS) {
        return complete(image, frame);
      }
      at += length;
    }
  }

  private static boolean isJpeg2000(Bytes image) {
    // Signature box of a JP2 file, or SOC and SIZ of a bare code stream (ISO/IEC 15444-1).
    return (word(image, 4) == 0x6A50 && word(image, 6) == 0x2020)
        || (word(image, 0) == 0xFF4F && word(image, 2) == 0xFF51);
  }

  private static int markerAt(Bytes image, int at) throws DataException {
    if (at + 2 > image.size() || image.at(at) != 0xFF) {
      throw new DataException("is a broken JPEG: no marker where one must be");
    }
    return image.at(at + 1);
  }

  private static int segmentLength(Bytes image, int at, int marker) throws DataException {
    if (marker == EOI || (marker >= 0xD0 && marker <= 0xD8) || marker == 0x00) {
      throw new DataException("is a broken JPEG: it ends before its first scan");
    }
    if (at + 2 > image.size()) {
      throw new DataException("is a JPEG that is cut off");
    }
    int length = word(image, at);
    if (length < 2 || at + length > image.size()) {
      throw new DataException("is a JPEG that is cut off");
    }
    return length;
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static JpegImage frame(Bytes image, int at, int length, int marker) throws DataException {
    if (marker > 0xC2) {
      throw new DataException(
          "is a JPEG of a rare kind (lossless, hierarchical or arithmetic); baseline or progressive"
              + " is needed");
    }
    if (length < 11 || image.at(at + 2) != 8) {
      throw new DataException("is a JPEG without 8 bits a sample");
    }
    int components = image.at(at + 7);
    int width = word(image, at + 5);
    int height = word(image, at + 3);
    if (width == 0 || height == 0 || (components != 1 && components != 3)) {
      throw new DataException("is a JPEG that is neither grey nor colour, or has no size");
    }
    return new JpegImage(width, height, components);
  }

  private static JpegImage complete(Bytes image, @org.jspecify.annotations.Nullable JpegImage frame)
      throws DataException {
    if (frame == null) {
      throw new DataException("is a broken JPEG: a scan without a frame");
    }
    // A truncated upload keeps a good header; the end marker is what it loses.
    if (word(image, image.size() - 2) != 0xFFD9) {
      throw new DataException("is a JPEG that is cut off: it does not end with FF D9");
    }
    return frame;
  }

  private static int word(Bytes bytes, int at) {
    return bytes.at(at) << 8 | bytes.at(at + 1);
  }
}
