package org.countersign.personalization.keys;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.FieldProblem;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of {@link KeyFile} token by token, so that key digits never become a string, and
 * gathers all problems. No message quotes the file.
 */
final class KeyFileParser implements AutoCloseable {

  /** Shorter than the digits of any key, so that a message may name it. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,30}");

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser parser;
  private final Map<String, Secret> keys = new TreeMap<>();
  private final List<FieldProblem> problems = new ArrayList<>();

  KeyFileParser(byte[] json) throws IOException {
    this.parser = JSON.createParser(json);
  }

  Map<String, Secret> keys() {
    return keys;
  }

  List<FieldProblem> problems() {
    return problems;
  }

  void parse() throws IOException {
    try {
      parseFile();
    } catch (JsonProcessingException e) {
      // Jackson's own message quotes what it stumbled over, which may be a key without its quotes.
      problem(
          "", "this is not JSON; look for a missing quote, comma or bracket here or just before");
    }
  }

  private void parseFile() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      problem("", "the file must be one JSON object with the member \"keys\"");
      return;
    }
    boolean found = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String member = parser.currentName();
      boolean object = parser.nextToken() == JsonToken.START_OBJECT;
      if (!member.equals("keys") || found || !object) {
        problem("", "only one member \"keys\", an object, may stand here");
        parser.skipChildren();
      } else {
        found = true;
        parseKeys();
      }
    }
    if (parser.nextToken() != null) {
      problem("", "something follows the end of the object");
    }
    if (!found || (keys.isEmpty() && problems.isEmpty())) {
      problem("keys", "there is no key in the file");
    }
  }

  private void parseKeys() throws IOException {
    Set<String> names = new HashSet<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (!NAME.matcher(name).matches()) {
        problem("keys", "a key's name is 1 to 31 letters, digits, dots, dashes and underscores");
        name = "?";
      } else if (!names.add(name)) {
        problem("keys." + name, "this name stands twice");
      }
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        parseKey(name);
      } else {
        problem("keys." + name, "must be an object with algorithm, value and, if wanted, kcv");
        parser.skipChildren();
      }
    }
  }

  private void parseKey(String name) throws IOException {
    String at = "keys." + name;
    int before = problems.size();
    String algorithm = "";
    byte @Nullable [] value = null;
    byte @Nullable [] kcv = null;
    Set<String> members = new HashSet<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String member = parser.currentName();
      boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
      if (!members.add(member)) {
        problem(at + "." + member, "stands twice");
      }
      switch (member) {
        case "algorithm" -> algorithm = text ? parser.getText() : "";
        case "value" -> value = hex(at + ".value", text);
        case "kcv" -> kcv = hex(at + ".kcv", text);
        default -> problem(at, "unknown member; algorithm, value and kcv are known");
      }
      parser.skipChildren();
    }
    if (!members.contains("value")) {
      problem(at + ".value", "is missing");
    }
    check(at, algorithm, value, kcv);
    if (value != null && problems.size() == before) {
      keys.put(name, Secret.of(value));
    }
    Arrays.fill(value == null ? new byte[0] : value, (byte) 0);
  }

  private void check(String at, String algorithm, byte @Nullable [] value, byte @Nullable [] kcv) {
    boolean aes = algorithm.equals("AES");
    if (!aes && !algorithm.equals("TDES")) {
      problem(at + ".algorithm", "must be \"AES\" or \"TDES\"");
      return;
    }
    if (value == null) {
      return;
    }
    Set<Integer> sizes = aes ? Set.of(16, 24, 32) : Set.of(16, 24);
    if (!sizes.contains(value.length)) {
      problem(
          at + ".value",
          "%d bytes; %s has %s"
              .formatted(value.length, algorithm, aes ? "16, 24 or 32" : "16 or 24"));
    } else if (kcv != null) {
      checkKcv(at, aes, value, kcv);
    }
  }

  private void checkKcv(String at, boolean aes, byte[] value, byte[] kcv) {
    try (Secret key = Secret.of(value)) {
      Bytes right = aes ? KeyCheckValue.ofAes(key) : KeyCheckValue.ofTdes(key);
      if (!right.equals(Bytes.of(kcv))) {
        problem(
            at + ".kcv",
            "the value's check value is "
                + right.toHex()
                + ", another is given; one has a mistake");
      }
    }
  }

  private byte @Nullable [] hex(String at, boolean text) throws IOException {
    char[] chars = text ? parser.getTextCharacters() : new char[0];
    int length = text ? parser.getTextLength() : 0;
    int start = text ? parser.getTextOffset() : 0;
    byte[] bytes = new byte[length / 2];
    boolean good = text && length > 0 && length % 2 == 0;
    for (int i = 0; good && i < length; i += 2) {
      int high = Character.digit(chars[start + i], 16);
      int low = Character.digit(chars[start + i + 1], 16);
      good = high >= 0 && low >= 0;
      bytes[i / 2] = (byte) ((high << 4) | (low & 0x0F));
    }
    if (!good) {
      problem(at, "must be an even number of hexadecimal digits in quotes");
      Arrays.fill(bytes, (byte) 0);
      return null;
    }
    return bytes;
  }

  private void problem(String field, String problem) {
    String line = "line " + parser.currentTokenLocation().getLineNr();
    problems.add(new FieldProblem(field.isEmpty() ? line : field + ", " + line, problem));
  }

  /** Zeroes the keys that were read. */
  @Override
  public void close() throws IOException {
    parser.close();
    keys.values().forEach(Secret::close);
  }
}
