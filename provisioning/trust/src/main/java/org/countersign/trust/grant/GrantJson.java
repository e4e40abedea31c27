package org.countersign.trust.grant;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.trust.audit.TreeHash;

/**
 * A grant as JSON, UTF-8. Read strictly: every field once, none that is not known, so that nobody
 * signs what a station passes over.
 */
public final class GrantJson {

  /** Bytes of the largest grant. */
  public static final int LARGEST = 64 << 10;

  private static final String FORMAT = "countersign/grant/1";
  private static final Set<String> FIELDS =
      Set.of(
          "format",
          "number",
          "station",
          "epoch",
          "serials",
          "profiles",
          "maxCards",
          "notBefore",
          "notAfter",
          "previous",
          "head");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private GrantJson() {}

  /** As JSON, over several lines. */
  public static byte[] write(Grant grant) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("format", FORMAT)
            .put("number", grant.number())
            .put("station", grant.station())
            .put("epoch", grant.epoch());
    ArrayNode serials = node.putArray("serials");
    for (Grant.Serials range : grant.serials()) {
      serials
          .addObject()
          .put("prefix", range.prefix())
          .put("first", range.first())
          .put("last", range.last());
    }
    ArrayNode profiles = node.putArray("profiles");
    for (Grant.Product product : grant.profiles()) {
      profiles.addObject().put("id", product.id()).put("sha256", product.sha256());
    }
    node.put("maxCards", grant.maxCards())
        .put("notBefore", grant.notBefore().toString())
        .put("notAfter", grant.notAfter().toString())
        .put("previous", grant.previous().orElse(""));
    node.putObject("head")
        .put("size", grant.head().size())
        .put("root", grant.head().root().toHex());
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    } catch (IOException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  /**
   * Reads a grant.
   *
   * @throws IOException if it is none; the message says what is wrong
   */
  public static Grant read(byte[] json) throws IOException {
    if (json.length > LARGEST) {
      throw new IOException("the grant is longer than " + LARGEST + " bytes");
    }
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (IOException e) {
      throw new IOException("the grant is no JSON", e);
    }
    try {
      return grant(fields(node, "the grant", FIELDS));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("the grant cannot be taken: " + e.getMessage(), e);
    }
  }

  private static Grant grant(JsonNode node) {
    if (!text(node, "format").equals(FORMAT)) {
      throw new IllegalArgumentException("its format is not " + FORMAT);
    }
    List<Grant.Serials> serials = new ArrayList<>();
    for (JsonNode range : array(node, "serials")) {
      fields(range, "a range", Set.of("prefix", "first", "last"));
      serials.add(
          new Grant.Serials(text(range, "prefix"), number(range, "first"), number(range, "last")));
    }
    List<Grant.Product> profiles = new ArrayList<>();
    for (JsonNode product : array(node, "profiles")) {
      fields(product, "a profile", Set.of("id", "sha256"));
      profiles.add(new Grant.Product(text(product, "id"), text(product, "sha256")));
    }
    JsonNode head = fields(node.path("head"), "the head", Set.of("size", "root"));
    return new Grant(
        number(node, "number"),
        text(node, "station"),
        number(node, "epoch"),
        serials,
        profiles,
        number(node, "maxCards"),
        Instant.parse(text(node, "notBefore")),
        Instant.parse(text(node, "notAfter")),
        Optional.of(text(node, "previous")).filter(digest -> !digest.isEmpty()),
        new Grant.Head(number(head, "size"), TreeHash.ofHex(text(head, "root"))));
  }

  private static JsonNode fields(JsonNode node, String what, Set<String> names) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(what + " is no JSON object");
    }
    for (var field : node.properties()) {
      if (!names.contains(field.getKey())) {
        throw new IllegalArgumentException(what + " has a field that is not known");
      }
    }
    for (String name : names) {
      if (!node.has(name)) {
        throw new IllegalArgumentException(what + " has no " + name);
      }
    }
    return node;
  }

  private static JsonNode array(JsonNode node, String name) {
    JsonNode array = node.get(name);
    if (array == null || !array.isArray()) {
      throw new IllegalArgumentException(name + " is no list");
    }
    return array;
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null || !value.isTextual()) {
      throw new IllegalArgumentException(name + " is no text");
    }
    return value.textValue();
  }

  private static long number(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException(name + " is no whole number");
    }
    return value.longValue();
  }

  /** SHA-256 in 64 lower-case hexadecimal digits: how the next grant names this one. */
  public static String digest(byte[] json) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
