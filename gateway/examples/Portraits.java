import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Arc2D;
import java.awt.geom.Area;
import java.awt.geom.CubicCurve2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws the portraits of the example applications: {@code java Portraits.java FOLDER COUNT}. People
 * who do not exist, each the same every time: {@code large/} 413 x 531 pixels (35 x 45 mm at 300
 * dpi), JPEG of about 15 KB; {@code small/} half of that each way, at most 6 KB, for cards with
 * little memory.
 */
final class Portraits {

  private static final int WIDTH = 413;
  private static final int HEIGHT = 531;
  private static final int LARGE_BYTES = 15_085;
  private static final int SMALL_BYTES = 6_000;

  private static final Color[] SKINS = {
    new Color(0xF3D3B4), new Color(0xE9C19C), new Color(0xDDB08A), new Color(0xF6DCC4)
  };
  private static final Color[] HAIRS = {
    new Color(0x1B1714), new Color(0x2A211C), new Color(0x3A2C22), new Color(0x6E6A68)
  };
  private static final Color[] CLOTHES = {
    new Color(0x26384F),
    new Color(0x5B2A3A),
    new Color(0x2F5144),
    new Color(0x3B3B42),
    new Color(0x8A6A3B)
  };

  private final Random random;
  private final Graphics2D g;
  private final Color skin;
  private final Color hair;
  private final boolean longHair;

  private Portraits(int number, Graphics2D g) {
    this.random = new Random(7_919L * (number + 1));
    this.g = g;
    this.skin = pick(SKINS);
    this.hair = number % 7 == 6 ? HAIRS[3] : HAIRS[random.nextInt(3)];
    this.longHair = number % 2 == 1;
  }

  public static void main(String[] args) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Path large = Files.createDirectories(Path.of(args[0], "large"));
    Path small = Files.createDirectories(Path.of(args[0], "small"));
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      String name = String.format("portrait-%02d.jpg", i + 1);
      BufferedImage portrait = draw(i);
      Files.write(large.resolve(name), jpeg(portrait, LARGE_BYTES));
      Files.write(small.resolve(name), jpeg(half(portrait), SMALL_BYTES));
    }
  }

  private static BufferedImage draw(int number) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    new Portraits(number, g).person(number);
    g.dispose();
    grain(image, number);
    return image;
  }

  private void person(int number) {
    g.setPaint(new GradientPaint(0, 0, new Color(0xEEF2F6), 0, HEIGHT, new Color(0xD5DEE7)));
    g.fillRect(0, 0, WIDTH, HEIGHT);
    double cx = WIDTH / 2.0 + random.nextInt(9) - 4;
    double faceWidth = 158 + random.nextInt(22);
    double faceHeight = 222 + random.nextInt(18);
    double top = 108 + random.nextInt(10);
    Shape face = face(cx, top, faceWidth, faceHeight);
    if (longHair) {
      backHair(cx, top, faceWidth);
    }
    body(cx, top + faceHeight);
    ears(cx, top, faceWidth, faceHeight);
    g.setPaint(
        new RadialGradientPaint(
            (float) (cx - 24),
            (float) (top + faceHeight * 0.42),
            (float) (faceHeight * 0.72),
            new float[] {0f, 0.65f, 1f},
            new Color[] {lighter(skin, 10), skin, darker(skin, 46)}));
    g.fill(face);
    features(cx, top, faceWidth, faceHeight, number);
    hairTop(cx, top, faceWidth, face);
    if (number % 3 == 2) {
      glasses(cx, top + faceHeight * 0.47, faceWidth);
    }
  }

  private static Shape face(double cx, double top, double w, double h) {
    Path2D p = new Path2D.Double();
    p.moveTo(cx, top);
    p.curveTo(cx + w * 0.40, top, cx + w * 0.53, top + h * 0.24, cx + w * 0.5, top + h * 0.5);
    p.curveTo(cx + w * 0.47, top + h * 0.78, cx + w * 0.22, top + h, cx, top + h);
    p.curveTo(cx - w * 0.22, top + h, cx - w * 0.47, top + h * 0.78, cx - w * 0.5, top + h * 0.5);
    p.curveTo(cx - w * 0.53, top + h * 0.24, cx - w * 0.40, top, cx, top);
    p.closePath();
    return p;
  }

  private void body(double cx, double chin) {
    g.setPaint(
        new GradientPaint(0, (float) chin - 40, darker(skin, 50), 0, (float) chin + 60, skin));
    g.fill(new Rectangle2D.Double(cx - 44, chin - 60, 88, 130));
    Color cloth = pick(CLOTHES);
    Path2D shoulders = new Path2D.Double();
    shoulders.moveTo(-10, HEIGHT);
    shoulders.curveTo(10, chin + 74, cx - 120, chin + 52, cx - 48, chin + 28);
    shoulders.curveTo(cx - 30, chin + 74, cx + 30, chin + 74, cx + 48, chin + 28);
    shoulders.curveTo(cx + 120, chin + 52, WIDTH - 10, chin + 74, WIDTH + 10, HEIGHT);
    shoulders.closePath();
    g.setPaint(
        new GradientPaint(0, (float) chin, lighter(cloth, 26), WIDTH, HEIGHT, darker(cloth, 22)));
    g.fill(shoulders);
    g.setColor(new Color(0xF4F4F2));
    Path2D collar = new Path2D.Double();
    collar.moveTo(cx - 50, chin + 24);
    collar.lineTo(cx - 4, chin + 92);
    collar.lineTo(cx - 58, chin + 66);
    collar.closePath();
    collar.moveTo(cx + 50, chin + 24);
    collar.lineTo(cx + 4, chin + 92);
    collar.lineTo(cx + 58, chin + 66);
    collar.closePath();
    g.fill(collar);
  }

  private void ears(double cx, double top, double w, double h) {
    if (longHair) {
      return;
    }
    for (int side : new int[] {-1, 1}) {
      double x = cx + side * w * 0.5 - 13;
      g.setColor(darker(skin, 18));
      g.fill(new Ellipse2D.Double(x, top + h * 0.42, 26, 54));
      g.setColor(darker(skin, 42));
      g.fill(new Ellipse2D.Double(x + 7, top + h * 0.47, 12, 30));
    }
  }

  private void features(double cx, double top, double w, double h, int number) {
    double eyeY = top + h * 0.47;
    double eyeGap = w * 0.225;
    for (int side : new int[] {-1, 1}) {
      eye(cx + side * eyeGap, eyeY, side);
    }
    nose(cx, eyeY, h);
    mouth(cx, top + h * 0.8, w);
    g.setColor(alpha(new Color(0xD9806C), longHair ? 46 : 22));
    g.fill(new Ellipse2D.Double(cx - w * 0.4, eyeY + 34, 48, 34));
    g.fill(new Ellipse2D.Double(cx + w * 0.4 - 48, eyeY + 34, 48, 34));
    if (number % 7 == 6) {
      lines(cx, eyeY, w);
    }
  }

  private void eye(double x, double y, int side) {
    double w = 37;
    Path2D lid = new Path2D.Double();
    lid.moveTo(x - w / 2, y + 2);
    lid.curveTo(x - w / 4, y - 10, x + w / 4, y - 10, x + w / 2, y + (side > 0 ? -1 : 2));
    lid.curveTo(x + w / 4, y + 9, x - w / 4, y + 9, x - w / 2, y + 2);
    lid.closePath();
    g.setColor(new Color(0xFBFAF8));
    g.fill(lid);
    Area iris = new Area(new Ellipse2D.Double(x - 9, y - 9, 18, 18));
    iris.intersect(new Area(lid));
    g.setColor(new Color(0x3A261B));
    g.fill(iris);
    g.setColor(Color.BLACK);
    g.fill(new Ellipse2D.Double(x - 4, y - 4, 8, 8));
    g.setColor(Color.WHITE);
    g.fill(new Ellipse2D.Double(x + 1, y - 5, 4, 4));
    g.setColor(darker(hair, 4));
    g.setStroke(
        new BasicStroke(longHair ? 3.4f : 2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(
        new CubicCurve2D.Double(
            x - w / 2, y + 2, x - w / 4, y - 10, x + w / 4, y - 10, x + w / 2, y - 1));
    g.setStroke(new BasicStroke(longHair ? 5f : 8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setColor(alpha(hair, 215));
    double lift = 25 + random.nextInt(4);
    g.draw(
        new QuadCurve2D.Double(
            x - 24,
            y - lift + (side < 0 ? 2 : 4),
            x,
            y - lift - 9,
            x + 24,
            y - lift + (side < 0 ? 4 : 2)));
  }

  private void nose(double cx, double eyeY, double h) {
    double tip = eyeY + h * 0.2;
    g.setStroke(new BasicStroke(2.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setColor(alpha(darker(skin, 70), 130));
    g.draw(
        new CubicCurve2D.Double(
            cx - 7, eyeY + 6, cx - 13, tip - 22, cx - 25, tip - 4, cx - 15, tip + 5));
    g.draw(new QuadCurve2D.Double(cx - 15, tip + 5, cx, tip + 13, cx + 15, tip + 5));
    g.draw(new QuadCurve2D.Double(cx + 15, tip + 5, cx + 22, tip - 3, cx + 15, tip - 9));
    g.setColor(alpha(Color.WHITE, 60));
    g.fill(new Ellipse2D.Double(cx - 5, tip - 16, 10, 16));
  }

  private void mouth(double cx, double y, double w) {
    double half = w * 0.165 + random.nextInt(5);
    Color lip = longHair ? new Color(0xB8504F) : new Color(0xA9665A);
    Path2D lips = new Path2D.Double();
    lips.moveTo(cx - half, y);
    lips.curveTo(cx - half / 2, y - 10, cx - 6, y - 9, cx, y - 5);
    lips.curveTo(cx + 6, y - 9, cx + half / 2, y - 10, cx + half, y);
    lips.curveTo(cx + half / 2, y + 14, cx - half / 2, y + 14, cx - half, y);
    lips.closePath();
    g.setPaint(new GradientPaint(0, (float) y - 9, lip, 0, (float) y + 12, lighter(lip, 30)));
    g.fill(lips);
    g.setStroke(new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setColor(darker(lip, 60));
    g.draw(
        new CubicCurve2D.Double(
            cx - half, y, cx - half / 3, y + 4, cx + half / 3, y + 4, cx + half, y));
  }

  private void lines(double cx, double eyeY, double w) {
    g.setStroke(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setColor(alpha(darker(skin, 80), 90));
    for (int side : new int[] {-1, 1}) {
      g.draw(
          new QuadCurve2D.Double(
              cx + side * 30, eyeY + 55, cx + side * 44, eyeY + 74, cx + side * 42, eyeY + 92));
      g.draw(
          new QuadCurve2D.Double(
              cx + side * w * 0.4,
              eyeY - 4,
              cx + side * w * 0.44,
              eyeY,
              cx + side * w * 0.46,
              eyeY + 6));
    }
    for (int i = 0; i < 2; i++) {
      g.draw(
          new QuadCurve2D.Double(
              cx - 48, eyeY - 62 - 13 * i, cx, eyeY - 68 - 13 * i, cx + 48, eyeY - 62 - 13 * i));
    }
  }

  private void backHair(double cx, double top, double w) {
    double length = 250 + random.nextInt(90);
    Path2D p = new Path2D.Double();
    p.moveTo(cx, top - 46);
    p.curveTo(cx + w * 0.72, top - 40, cx + w * 0.74, top + 120, cx + w * 0.64, top + length);
    p.lineTo(cx - w * 0.64, top + length);
    p.curveTo(cx - w * 0.74, top + 120, cx - w * 0.72, top - 40, cx, top - 46);
    p.closePath();
    g.setPaint(
        new GradientPaint((float) (cx - w), 0, darker(hair, 12), (float) cx, 0, lighter(hair, 22)));
    g.fill(p);
  }

  private void hairTop(double cx, double top, double w, Shape face) {
    Path2D p = new Path2D.Double();
    double line = top + 50 + random.nextInt(22);
    double part = cx + (random.nextInt(3) - 1) * w * 0.22;
    p.moveTo(cx - w * 0.56, top + 112);
    p.curveTo(cx - w * 0.66, top - 10, cx - w * 0.3, top - 50, cx, top - 47);
    p.curveTo(cx + w * 0.3, top - 50, cx + w * 0.66, top - 10, cx + w * 0.56, top + 112);
    p.curveTo(cx + w * 0.5, top + 84, cx + w * 0.46, line + 16, part + 20, line - 20);
    p.curveTo(part - 10, line - 6, cx - w * 0.46, line + 16, cx - w * 0.56, top + 112);
    p.closePath();
    g.setPaint(
        new GradientPaint(
            (float) (cx - w * 0.4),
            (float) top,
            lighter(hair, 34),
            (float) (cx + w * 0.5),
            (float) top + 60,
            darker(hair, 14)));
    g.fill(p);
    g.setStroke(new BasicStroke(1.3f));
    g.setColor(alpha(lighter(hair, 62), 80));
    for (int i = 0; i < 16; i++) {
      double x = cx - w * 0.45 + i * w * 0.06;
      g.draw(
          new QuadCurve2D.Double(
              part,
              top - 40,
              (part + x) / 2,
              top - 34 + random.nextInt(10),
              x,
              top + 30 + random.nextInt(24)));
    }
  }

  private void glasses(double cx, double y, double w) {
    g.setStroke(new BasicStroke(4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setColor(new Color(0x2B2B30));
    double lens = 58;
    for (int side : new int[] {-1, 1}) {
      g.draw(new Ellipse2D.Double(cx + side * w * 0.225 - lens / 2, y - 21, lens, 44));
      g.draw(
          new QuadCurve2D.Double(
              cx + side * (w * 0.225 + lens / 2),
              y - 4,
              cx + side * w * 0.46,
              y - 8,
              cx + side * w * 0.52,
              y - 4));
    }
    g.draw(new Arc2D.Double(cx - 13, y - 8, 26, 18, 20, 140, Arc2D.OPEN));
  }

  /** A camera's noise, without which a drawing compresses far better than any real portrait. */
  private static void grain(BufferedImage image, int number) {
    Random noise = new Random(104_729L * (number + 1));
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int shift = (int) Math.round(noise.nextGaussian() * 2.2);
        Color c = new Color(image.getRGB(x, y));
        image.setRGB(x, y, (shift >= 0 ? lighter(c, shift) : darker(c, -shift)).getRGB());
      }
    }
  }

  private static BufferedImage half(BufferedImage image) {
    BufferedImage half = new BufferedImage(WIDTH / 2, HEIGHT / 2, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = half.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.drawImage(image, 0, 0, WIDTH / 2, HEIGHT / 2, null);
    g.dispose();
    return half;
  }

  private static byte[] jpeg(BufferedImage image, int limit) throws IOException {
    byte[] best = encode(image, 0.05f);
    for (float quality = 0.1f; quality < 0.98f; quality += 0.01f) {
      byte[] next = encode(image, quality);
      if (next.length > limit) {
        break;
      }
      best = next;
    }
    return best;
  }

  private static byte[] encode(BufferedImage image, float quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(quality);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    }
    writer.dispose();
    return out.toByteArray();
  }

  private Color pick(Color[] colours) {
    return colours[random.nextInt(colours.length)];
  }

  private static Color lighter(Color c, int by) {
    return new Color(
        Math.min(255, c.getRed() + by),
        Math.min(255, c.getGreen() + by),
        Math.min(255, c.getBlue() + by));
  }

  private static Color darker(Color c, int by) {
    return new Color(
        Math.max(0, c.getRed() - by),
        Math.max(0, c.getGreen() - by),
        Math.max(0, c.getBlue() - by));
  }

  private static Color alpha(Color c, int alpha) {
    return new Color(c.getRed(), c.getGreen(), c.getBlue(), alpha);
  }
}
