package org.countersign.face;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** Draws faces from one template for one printer. One thread. */
public final class FaceRenderer {

  private static final double SMALLER = 0.05;

  private final FaceTemplate template;
  private final Map<String, Font> fonts = new HashMap<>();
  private final int width;
  private final int height;
  private final double dotsPerMillimetre;

  /**
   * Loads the template's fonts.
   *
   * @param width printable dots, as the printer says
   * @param height printable dots
   * @param dotsPerInch the printer's; what is printable beyond the card's edges is left white
   * @throws FaceException if a font cannot be read
   */
  public FaceRenderer(FaceTemplate template, int width, int height, int dotsPerInch)
      throws FaceException {
    this.template = template;
    this.width = width;
    this.height = height;
    this.dotsPerMillimetre = dotsPerInch / 25.4;
    for (Map.Entry<String, Path> font : template.fonts().entrySet()) {
      fonts.put(font.getKey(), load(font.getValue()));
    }
  }

  private static Font load(Path file) throws FaceException {
    try {
      return Font.createFont(Font.TRUETYPE_FONT, file.toFile());
    } catch (IOException | FontFormatException e) {
      throw new FaceException(
          "reading the font %s: %s; install it or name another"
              .formatted(file, e.getClass().getSimpleName()));
    }
  }

  /**
   * Draws one face.
   *
   * @param texts fields of text by name
   * @param images fields that are images, JPEG or PNG, by name
   * @return PNG, 8 bits a sample, red, green, blue, without alpha
   * @throws FaceException if a field is missing, does not fit, or has a character that its font has
   *     not: nothing is ever left out or replaced by a box
   */
  public byte[] render(Map<String, String> texts, Map<String, byte[]> images) throws FaceException {
    BufferedImage face = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = face.createGraphics();
    try {
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, width, height);
      g.setColor(Color.BLACK);
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      for (Element element : template.elements()) {
        draw(g, element, texts, images);
      }
    } finally {
      g.dispose();
    }
    return png(face);
  }

  private void draw(
      Graphics2D g, Element element, Map<String, String> texts, Map<String, byte[]> images)
      throws FaceException {
    switch (element) {
      case Element.Text text ->
          text(g, text, text.fixed() ? text.source() : of(texts, text.source()));
      case Element.Photo photo -> {
        byte[] image = images.get(photo.field());
        if (image == null) {
          throw missing(photo.field());
        }
        Photograph.read(image, photo.field())
            .fill(g, left(photo.box()), top(photo.box()), wide(photo.box()), high(photo.box()));
      }
      case Element.Barcode barcode -> barcode(g, barcode, of(texts, barcode.field()));
    }
  }

  private static String of(Map<String, String> texts, String field) throws FaceException {
    String text = texts.get(field);
    if (text == null) {
      throw missing(field);
    }
    return text;
  }

  private static FaceException missing(String field) {
    return new FaceException("the field '" + field + "' is on the face but was not given");
  }

  private void text(Graphics2D g, Element.Text element, String text) throws FaceException {
    if (text.isBlank()) {
      return;
    }
    Font font = fonts.get(element.font());
    if (font == null) {
      throw new IllegalStateException(element.font());
    }
    int without = font.canDisplayUpTo(text);
    if (without >= 0) {
      throw new FaceException(
          "the font '%s' has no glyph for character %d of '%s'; name a font that has, for Chinese for example Noto Sans CJK SC"
              .formatted(element.font(), without + 1, element.source()));
    }
    TextLayout layout = fitting(element, text, font);
    double room = wide(element.box()) - layout.getAdvance();
    double x =
        left(element.box())
            + switch (element.align()) {
              case LEFT -> 0;
              case CENTER -> room / 2;
              case RIGHT -> room;
            };
    double baseline = top(element.box()) + layout.getAscent();
    Shape outline = layout.getOutline(AffineTransform.getTranslateInstance(x, baseline));
    g.fill(outline);
  }

  /** The largest size that fits, in steps of a twentieth of a millimetre. */
  private TextLayout fitting(Element.Text element, String text, Font font) throws FaceException {
    FontRenderContext context = new FontRenderContext(null, true, true);
    for (double size = element.size(); size >= element.least(); size -= SMALLER) {
      TextLayout layout =
          new TextLayout(text, font.deriveFont((float) (size * dotsPerMillimetre)), context);
      boolean fits =
          layout.getAdvance() <= wide(element.box())
              && layout.getAscent() + layout.getDescent() <= high(element.box());
      if (fits) {
        return layout;
      }
    }
    throw new FaceException(
        "the field '%s' does not fit its box at %s mm; make the box wider or least smaller"
            .formatted(element.source(), element.least()));
  }

  /** Bars are whole dots wide, so that no edge is grey. */
  private void barcode(Graphics2D g, Element.Barcode element, String text) throws FaceException {
    boolean[] modules = Code128.modules(text, element.field());
    int dots = (int) (wide(element.box()) / modules.length);
    if (dots < 2) {
      throw new FaceException(
          "the field '%s' needs %d modules of at least 2 dots; the box is %d dots wide"
              .formatted(element.field(), modules.length, (int) wide(element.box())));
    }
    int x = (int) (left(element.box()) + (wide(element.box()) - dots * modules.length) / 2);
    for (int i = 0; i < modules.length; i++) {
      if (modules[i]) {
        g.fillRect(
            x + i * dots, (int) top(element.box()), dots, (int) Math.round(high(element.box())));
      }
    }
  }

  private double left(Box box) {
    return (width - FaceTemplate.CARD_WIDTH * dotsPerMillimetre) / 2 + box.x() * dotsPerMillimetre;
  }

  private double top(Box box) {
    return (height - FaceTemplate.CARD_HEIGHT * dotsPerMillimetre) / 2
        + box.y() * dotsPerMillimetre;
  }

  private double wide(Box box) {
    return box.width() * dotsPerMillimetre;
  }

  private double high(Box box) {
    return box.height() * dotsPerMillimetre;
  }

  private static byte[] png(BufferedImage face) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(face, "png", out)) {
        throw new IllegalStateException("this Java writes no PNG");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }
}
