package org.countersign.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.oned.Code128Reader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example's face, looked at dot by dot; another program reads its bar code. */
final class FaceRendererTest {

  private static final int WIDTH = 1016;
  private static final int HEIGHT = 648;
  private static final double DOTS = 300 / 25.4;

  @TempDir Path folder;
  private FaceTemplate template;
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, byte[]> images = new HashMap<>();

  @BeforeAll
  static void fonts() {
    RealPart.requireFile(
        "fonts-dejavu-core", Path.of("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"));
  }

  @BeforeEach
  void example() throws Exception {
    template = FaceTemplateReader.read(Path.of("examples/residence-permit-front.json"));
    texts.put("name", "WONG, ADA");
    texts.put("valid-until", "2031-08-31");
    texts.put("number", "RP0004711");
    images.put("portrait", portrait("jpg", 240, 320));
  }

  private BufferedImage face() throws Exception {
    byte[] png = new FaceRenderer(template, WIDTH, HEIGHT, 300).render(texts, images);
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  /** Left half red, right half green, above a blue third. */
  private static byte[] portrait(String format, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.RED);
    g.fillRect(0, 0, width / 2, height);
    g.setColor(Color.GREEN);
    g.fillRect(width / 2, 0, width, height);
    g.setColor(Color.BLUE);
    g.fillRect(0, height * 2 / 3, width, height);
    g.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  /** The dot at a place of the card, millimetres from its corner. */
  private static Color at(BufferedImage face, double x, double y) {
    return new Color(face.getRGB(column(x), row(y)));
  }

  private static int column(double x) {
    return (int) ((WIDTH - 85.60 * DOTS) / 2 + x * DOTS);
  }

  private static int row(double y) {
    return (int) ((HEIGHT - 53.98 * DOTS) / 2 + y * DOTS);
  }

  /** Dark dots in a box, millimetres. */
  private static int ink(BufferedImage face, double x, double y, double width, double height) {
    int ink = 0;
    for (int row = row(y); row < row(y + height); row++) {
      for (int column = column(x); column < column(x + width); column++) {
        ink += (face.getRGB(column, row) & 0xFF) < 128 ? 1 : 0;
      }
    }
    return ink;
  }

  @Test
  void it_is_as_large_as_the_printer_prints_and_white_where_nothing_is() throws Exception {
    BufferedImage face = face();
    assertThat(face.getWidth() + "x" + face.getHeight()).isEqualTo("1016x648");
    assertThat(at(face, 30, 50)).isEqualTo(Color.WHITE);
    assertThat(ink(face, 0, 0, 85, 2.5)).isZero();
  }

  @Test
  void the_photograph_stands_in_its_box_and_nowhere_else() throws Exception {
    BufferedImage face = face();
    near(at(face, 5, 12), Color.RED);
    near(at(face, 27, 12), Color.GREEN);
    near(at(face, 5, 42), Color.BLUE);
    near(at(face, 27.8, 42.8), Color.BLUE);
    assertThat(at(face, 3.8, 12)).isEqualTo(Color.WHITE);
    assertThat(at(face, 28.3, 42)).isEqualTo(Color.WHITE);
    assertThat(at(face, 5, 43.3)).isEqualTo(Color.WHITE);
  }

  @Test
  void a_photograph_of_another_shape_is_cut_evenly_not_stretched() throws Exception {
    images.put("portrait", portrait("png", 960, 320));
    BufferedImage face = face();
    near(at(face, 4.2, 12), Color.RED);
    near(at(face, 15.8, 12), Color.RED);
    near(at(face, 16.2, 12), Color.GREEN);
    near(at(face, 27.8, 12), Color.GREEN);
  }

  private static void near(Color is, Color wanted) {
    assertThat(Math.abs(is.getRed() - wanted.getRed())).as("red of %s", is).isLessThan(24);
    assertThat(Math.abs(is.getGreen() - wanted.getGreen())).as("green of %s", is).isLessThan(24);
    assertThat(Math.abs(is.getBlue() - wanted.getBlue())).as("blue of %s", is).isLessThan(24);
  }

  @Test
  void text_is_ink_inside_its_box_and_right_aligned_text_ends_at_its_edge() throws Exception {
    BufferedImage face = face();
    assertThat(ink(face, 32, 14, 49, 6)).isGreaterThan(1_500);
    assertThat(ink(face, 32, 14, 1, 6)).as("begins at the left").isPositive();
    assertThat(ink(face, 70, 14, 11, 6)).as("is nine letters long").isZero();
    assertThat(ink(face, 79, 33, 2, 6)).as("ends at the right").isPositive();
    assertThat(ink(face, 32, 33, 20, 6)).isZero();
    texts.put("name", "");
    assertThat(ink(face(), 32, 14, 49, 6)).isZero();
  }

  @Test
  void a_long_name_is_made_smaller_and_a_longer_one_refused_without_telling_it() throws Exception {
    texts.put("name", "W".repeat(22));
    BufferedImage face = face();
    assertThat(ink(face, 32, 14, 49, 6)).isGreaterThan(1_500);
    assertThat(ink(face, 81.1, 14, 4, 6)).as("beside the box").isZero();
    texts.put("name", "W".repeat(40));
    assertThatThrownBy(this::face)
        .isInstanceOf(FaceException.class)
        .hasMessageContaining("'name' does not fit")
        .hasMessageNotContaining("WW");
  }

  @Test
  void a_character_without_a_glyph_is_refused_not_drawn_as_a_box() {
    texts.put("name", "WONG \u738b");
    assertThatThrownBy(this::face)
        .isInstanceOf(FaceException.class)
        .hasMessageContaining("'latin' has no glyph for character 6 of 'name'")
        .hasMessageContaining("Noto Sans CJK")
        .hasMessageNotContaining("WONG")
        .hasMessageNotContaining("\u738b");
  }

  @Test
  void another_program_reads_the_bar_code() throws Exception {
    StringBuilder all = new StringBuilder();
    for (char c = ' '; c <= '~'; c++) {
      all.append(c);
    }
    for (int from = 0; from < all.length(); from += 12) {
      String number = all.substring(from, Math.min(from + 12, all.length()));
      texts.put("number", number);
      BufferedImage face = face();
      int[] dots = face.getRGB(0, row(41), WIDTH, row(50) - row(41), null, 0, WIDTH);
      RGBLuminanceSource source = new RGBLuminanceSource(WIDTH, row(50) - row(41), dots);
      BinaryBitmap bitmap = new BinaryBitmap(new GlobalHistogramBinarizer(source));
      assertThat(new Code128Reader().decode(bitmap).getText()).isEqualTo(number);
    }
  }

  @Test
  void a_field_that_is_missing_or_cannot_be_drawn_is_named() {
    texts.put("number", "RP\u00e9");
    refused("'number' has at 3 a character that no Code 128 B has");
    texts.put("number", "RP000471100000000000000000000000");
    refused("'number' does not fit");
    texts.remove("number");
    refused("'number' is on the face but was not given");
    texts.put("number", "RP1");
    images.put("portrait", new byte[] {1, 2, 3});
    refused("'portrait' is no image");
    images.put("portrait", java.util.Arrays.copyOf(pngOf(5_000), 60));
    refused("5000 by 10 dots; at most 4000");
  }

  private static byte[] pngOf(int width) {
    try {
      return portrait("png", width, 10);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void refused(String because) {
    assertThatThrownBy(this::face).isInstanceOf(FaceException.class).hasMessageContaining(because);
  }

  @Test
  void a_template_with_an_unknown_key_font_or_place_is_refused() {
    refused("{\"elements\":[],\"font\":{}}", "unknown key 'font'");
    refused(
        "{\"fonts\":{},\"elements\":[{\"text\":\"a\",\"font\":\"b\",\"size\":3,\"x\":1,\"y\":1,\"width\":9,\"height\":9}]}",
        "the font 'b' is none of the template's");
    refused(
        "{\"elements\":[{\"photo\":\"a\",\"x\":80,\"y\":1,\"width\":9,\"height\":9}]}",
        "does not lie on a card");
    refused("{\"elements\":[{\"photo\":\"a\",\"x\":80}]}", "y is a number of millimetres");
  }

  private void refused(String json, String because) {
    assertThatThrownBy(
            () -> FaceTemplateReader.read(Files.writeString(folder.resolve("face.json"), json)))
        .isInstanceOf(FaceException.class)
        .hasMessageContaining(because);
  }
}
