package org.countersign.personalization.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.countersign.apdu.Bytes;

/**
 * Face image record of one full frontal portrait (ISO/IEC 19794-5:2005, 5).
 *
 * <pre>
 *  0  46 41 43 00   "FAC"
 *  4  30 31 30 00   version 010
 *  8  length of the record (4)     12  number of images (2): 1
 * 14  length of this image (4)     18  feature points (2): 0
 * 20  gender  21 eye colour  22 hair colour   23 property mask (3)   26 expression (2)
 * 28  pose angle (3)   31 its uncertainty (3)
 * 34  image type: 1 full frontal   35 data type: 0 JPEG   36 width (2)   38 height (2)
 * 40  colour space: 1 RGB, 3 grey  41 source type  42 device type (2)  44 quality (2)
 * 46  image
 * </pre>
 */
public final class FaceRecord {

  /** Bytes before the image. */
  public static final int HEADER = 46;

  private static final int RECORD_HEADER = 14;

  private FaceRecord() {}

  /**
   * Wraps an image.
   *
   * @param sex M, F or anything else for unspecified
   */
  public static Bytes of(Bytes jpeg, JpegImage image, String sex) {
    int length = HEADER + jpeg.size();
    ByteBuffer out = ByteBuffer.allocate(length);
    out.put("FAC\0".getBytes(StandardCharsets.US_ASCII));
    out.put("010\0".getBytes(StandardCharsets.US_ASCII));
    out.putInt(length).putShort((short) 1);
    out.putInt(length - RECORD_HEADER).putShort((short) 0);
    out.put((byte) gender(sex)).position(34);
    out.put((byte) 1).put((byte) 0);
    out.putShort((short) image.width()).putShort((short) image.height());
    out.put((byte) (image.components() == 1 ? 3 : 1)).position(HEADER);
    return Bytes.of(out.put(jpeg.toArray()).array());
  }

  private static int gender(String sex) {
    return switch (sex) {
      case "M" -> 1;
      case "F" -> 2;
      default -> 0;
    };
  }
}
