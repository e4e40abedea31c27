package org.countersign.face;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** An image from outside, read only if it is as large as a portrait is. */
final class Photograph {

  private static final int GREATEST_SIDE = 4_000;

  private final BufferedImage image;

  private Photograph(BufferedImage image) {
    this.image = image;
  }

  /** Its size is looked at before its dots are, so that no small file becomes a large image. */
  static Photograph read(byte[] bytes, String field) throws FaceException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new FaceException("the field '" + field + "' is no image; JPEG or PNG is read");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        requireModest(reader.getWidth(0), reader.getHeight(0), field);
        return new Photograph(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      throw new FaceException(
          "the field '%s' is a damaged image (%s)".formatted(field, e.getClass().getSimpleName()));
    }
  }

  private static void requireModest(int width, int height, String field) throws FaceException {
    if (width > GREATEST_SIDE || height > GREATEST_SIDE) {
      throw new FaceException(
          "the field '%s' is an image of %d by %d dots; at most %d each way"
              .formatted(field, width, height, GREATEST_SIDE));
    }
  }

  void fill(Graphics2D g, double x, double y, double width, double height) {
    double scale = Math.max(width / image.getWidth(), height / image.getHeight());
    AffineTransform place =
        AffineTransform.getTranslateInstance(
            x + (width - image.getWidth() * scale) / 2,
            y + (height - image.getHeight() * scale) / 2);
    place.scale(scale, scale);
    Shape before = g.getClip();
    g.clip(new Rectangle2D.Double(x, y, width, height));
    g.drawRenderedImage(image, place);
    g.setClip(before);
  }
}
