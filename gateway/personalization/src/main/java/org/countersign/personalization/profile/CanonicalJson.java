package org.countersign.personalization.profile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.countersign.apdu.Bytes;

/**
 * The one form of a JSON text (RFC 8785): no blanks, members sorted by UTF-16 code units, shortest
 * escapes. Numbers are whole here, so that 3.2.2.3 comes down to decimal digits.
 */
final class CanonicalJson {

  private CanonicalJson() {}

  /** SHA-256 over the canonical form. */
  static Bytes hash(Json value) {
    try {
      return Bytes.of(MessageDigest.getInstance("SHA-256").digest(write(value)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static byte[] write(Json value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Json value, StringBuilder out) {
    switch (value) {
      case Json.Obj obj -> writeObject(obj, out);
      case Json.Arr arr -> writeArray(arr.items(), out);
      case Json.Str str -> writeString(str.text(), out);
      case Json.Num num -> out.append(num.value());
      case Json.Bool bool -> out.append(bool.value());
      case Json.Null none -> out.append("null");
    }
  }

  private static void writeObject(Json.Obj obj, StringBuilder out) {
    String separator = "{";
    // String's own order is by UTF-16 code units, as 3.2.3 wants it.
    for (Map.Entry<String, Json> member :
        obj.members().entrySet().stream()
            .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
            .toList()) {
      out.append(separator);
      writeString(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      separator = ",";
    }
    out.append(obj.members().isEmpty() ? "{}" : "}");
  }

  private static void writeArray(List<Json> items, StringBuilder out) {
    String separator = "";
    out.append('[');
    for (Json item : items) {
      out.append(separator);
      write(item, out);
      separator = ",";
    }
    out.append(']');
  }

  private static void writeString(String text, StringBuilder out) {
    out.append('"');
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(c < 0x20 ? String.format("\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    out.append('"');
  }
}
