package org.countersign.encoderprinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PNG in, BMP out; {@code javax.imageio} is the judge of both. */
final class PngImageTest {

  private static final int WIDTH = 61;
  private static final int HEIGHT = 37;

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_GRAY
      })
  void every_dot_comes_out_as_it_went_in(int type) throws Exception {
    BufferedImage image = noise(type);
    PngImage read = PngImage.read(png(image), WIDTH, HEIGHT);
    BufferedImage bmp = ImageIO.read(new ByteArrayInputStream(read.toBmp()));
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        assertThat(read.rgb(x, y)).as("%d,%d", x, y).isEqualTo(onWhite(image, x, y));
        assertThat(bmp.getRGB(x, y) & 0xFFFFFF).isEqualTo(read.rgb(x, y));
      }
    }
  }

  /** Of grey images ImageIO's own view is gamma-corrected; its samples are not. */
  private static int onWhite(BufferedImage image, int x, int y) {
    if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
      return image.getRaster().getSample(x, y, 0) * 0x010101;
    }
    int argb = image.getRGB(x, y);
    int alpha = argb >>> 24;
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      rgb |= Math.round(((argb >> shift & 0xFF) * alpha + 255 * (255 - alpha)) / 255f) << shift;
    }
    return rgb;
  }

  @Test
  void another_size_is_refused_with_both_sizes() throws Exception {
    byte[] png = png(noise(BufferedImage.TYPE_INT_RGB));
    assertThatThrownBy(() -> PngImage.read(png, 1016, 648))
        .isInstanceOf(PngImage.Unreadable.class)
        .hasMessage("the image has 61 by 37 dots; the printer's face has 1016 by 648");
  }

  @Test
  void a_palette_is_refused() throws Exception {
    byte[] png = png(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED));
    assertThatThrownBy(() -> PngImage.read(png, WIDTH, HEIGHT)).hasMessageContaining("palette");
  }

  @Test
  void damage_anywhere_is_refused_and_throws_nothing_else() throws Exception {
    byte[] png = png(noise(BufferedImage.TYPE_INT_RGB));
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = png.clone();
      // The last chunk says only that the image has ended.
      damaged[random.nextInt(png.length - 12)] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> PngImage.read(damaged, WIDTH, HEIGHT))
          .isInstanceOf(PngImage.Unreadable.class);
    }
    for (int length = 0; length < png.length - 12; length += 7) {
      byte[] cut = Arrays.copyOf(png, length);
      assertThatThrownBy(() -> PngImage.read(cut, WIDTH, HEIGHT))
          .isInstanceOf(PngImage.Unreadable.class);
    }
  }

  private static BufferedImage noise(int type) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    Random random = new Random(3);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        image.setRGB(x, y, y < 5 ? 0xFF204060 : random.nextInt());
      }
    }
    return image;
  }

  static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
