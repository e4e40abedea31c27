package org.countersign.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The kit's picture, read by the JDK. */
class GrayPngTest {

  @Test
  void theJdkReadsAWhiteDiagonalOnBlack() throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(GrayPng.diagonal(30, 20)));
    assertThat(image.getWidth()).isEqualTo(30);
    assertThat(image.getHeight()).isEqualTo(20);
    for (int y = 0; y < 20; y++) {
      for (int x = 0; x < 30; x++) {
        assertThat(image.getRaster().getSample(x, y, 0)).isEqualTo(x == y ? 255 : 0);
      }
    }
  }
}
