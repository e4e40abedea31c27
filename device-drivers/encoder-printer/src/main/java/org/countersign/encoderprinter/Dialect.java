package org.countersign.encoderprinter;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/** How one maker's service is spoken to: the table of methods and words. Immutable. */
final class Dialect {

  private static final int MOST_BYTES = 65_536;
  private static final int GREATEST_FACE = 5_000;

  private final String name;
  private final Properties lines;
  private final Map<Operation, Call> calls = new EnumMap<>(Operation.class);
  private final Map<String, Word> words = new HashMap<>();
  private final int width;
  private final int height;

  private Dialect(String name, Properties lines) {
    this.name = name;
    this.lines = lines;
    for (String key : lines.stringPropertyNames()) {
      if (key.startsWith("word.")) {
        String word = key.substring(5);
        words.put(word, Word.parse(word, lines.getProperty(key)));
      }
    }
    for (Operation operation : Operation.values()) {
      String line = lines.getProperty(operation.key());
      if (line != null && !line.isBlank()) {
        calls.put(operation, Call.parse(line));
      } else if (operation.isNeeded()) {
        throw new IllegalArgumentException("'" + operation.key() + "' is missing");
      }
    }
    oneOf("connection", Set.of("kept", "per-request"));
    oneOf("image", Set.of("bmp", "png"));
    this.width = dots("face.width");
    this.height = dots("face.height");
  }

  /** One that is shipped with the driver. */
  static Dialect named(String name) throws DeviceException {
    if (!name.matches("[a-z0-9-]{1,40}")) {
      throw wrong(name, "it is no name");
    }
    try (InputStream in = Dialect.class.getResourceAsStream(name + ".properties")) {
      if (in == null) {
        throw wrong(name, "it is not shipped; name a file with dialect-file");
      }
      return read(name, new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw wrong(name, "it cannot be read");
    }
  }

  /** One from a file. */
  static Dialect in(Path file) throws DeviceException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw wrong(file.toString(), "it has more than " + MOST_BYTES + " bytes");
      }
      return read(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw wrong(file.toString(), "it cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static Dialect read(String name, String text) throws DeviceException {
    try (Reader reader = Reader.of(text)) {
      Properties lines = new Properties();
      lines.load(reader);
      return new Dialect(name, lines);
    } catch (IOException | IllegalArgumentException e) {
      throw wrong(name, String.valueOf(e.getMessage()));
    }
  }

  private static DeviceException wrong(String name, String why) {
    return new DeviceException(
        Fault.CONFIGURATION, Effect.NONE, "", "reading the printer's dialect " + name + ": " + why);
  }

  private void oneOf(String key, Set<String> values) {
    if (!values.contains(text(key))) {
      throw new IllegalArgumentException(key + " is one of " + values + ", not " + text(key));
    }
  }

  private int dots(String key) {
    int dots = Integer.parseInt(text(key));
    if (dots < 1 || dots > GREATEST_FACE) {
      throw new IllegalArgumentException(key + " is 1 to " + GREATEST_FACE + " dots, not " + dots);
    }
    return dots;
  }

  /** A line as it stands; empty if it is missing. */
  String text(String key) {
    return lines.getProperty(key, "").trim();
  }

  String name() {
    return name;
  }

  boolean has(Operation operation) {
    return calls.containsKey(operation);
  }

  boolean hasAll(Operation... operations) {
    return Set.of(operations).stream().allMatch(this::has);
  }

  /** How the operation is asked for; the caller has seen that it is {@linkplain #has there}. */
  Call call(Operation operation) {
    Call call = calls.get(operation);
    if (call == null) {
      throw new IllegalStateException(name + " has no " + operation.key());
    }
    return call;
  }

  Word word(String word) {
    Word known = words.get(word);
    return known == null ? Word.unknown(word) : known;
  }

  boolean isWord(String word) {
    return words.containsKey(word);
  }

  boolean hangsUpAfterEachAnswer() {
    return text("connection").equals("per-request");
  }

  boolean takesPng() {
    return text("image").equals("png");
  }

  int faceWidth() {
    return width;
  }

  int faceHeight() {
    return height;
  }
}
