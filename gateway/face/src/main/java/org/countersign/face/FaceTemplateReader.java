package org.countersign.face;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads a template from its JSON file; a key that it does not know is an error. */
public final class FaceTemplateReader {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private static final Set<String> BOX = Set.of("x", "y", "width", "height");

  private FaceTemplateReader() {}

  /**
   * Reads it.
   *
   * @param file fonts are named relative to its folder
   * @throws FaceException if it cannot be read; the message says what is wrong where
   */
  public static FaceTemplate read(Path file) throws FaceException {
    try {
      JsonNode root = JSON.readTree(file.toFile());
      allow(root, Set.of(), "fonts", "elements");
      Map<String, Path> fonts = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> font : root.path("fonts").properties()) {
        fonts.put(font.getKey(), file.resolveSibling(font.getValue().asText()));
      }
      List<Element> elements = new ArrayList<>();
      for (JsonNode element : root.path("elements")) {
        elements.add(element(element));
      }
      return new FaceTemplate(fonts, elements);
    } catch (IOException | IllegalArgumentException e) {
      throw new FaceException("reading the face template " + file + ": " + e.getMessage());
    }
  }

  private static Element element(JsonNode node) {
    Box box =
        new Box(
            number(node, "x"), number(node, "y"), number(node, "width"), number(node, "height"));
    if (node.has("photo")) {
      allow(node, BOX, "photo");
      return new Element.Photo(box, word(node, "photo"));
    }
    if (node.has("barcode")) {
      allow(node, BOX, "barcode");
      return new Element.Barcode(box, word(node, "barcode"));
    }
    allow(node, BOX, "text", "fixed", "font", "size", "least", "align");
    if (node.has("text") == node.has("fixed")) {
      throw new IllegalArgumentException(
          "an element is one of text, fixed, photo and barcode: " + node);
    }
    double size = number(node, "size");
    return new Element.Text(
        box,
        word(node, node.has("fixed") ? "fixed" : "text"),
        node.has("fixed"),
        word(node, "font"),
        size,
        node.has("least") ? number(node, "least") : size,
        Element.Align.valueOf(node.path("align").asText("left").toUpperCase(Locale.ROOT)));
  }

  private static double number(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isNumber()) {
      throw new IllegalArgumentException(key + " is a number of millimetres: " + node);
    }
    return value.asDouble();
  }

  private static String word(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw new IllegalArgumentException(key + " is a text: " + node);
    }
    return value.asText();
  }

  private static void allow(JsonNode node, Set<String> keys, String... more) {
    Set<String> further = Set.of(more);
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!keys.contains(name) && !further.contains(name)) {
        throw new IllegalArgumentException("unknown key '" + name + "' in " + node);
      }
    }
  }
}
