package org.countersign.station.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A file of applications: one JSON object a line, an application of the API with its {@code id}
 * beside it. Without an id the application's own digest is its id, so the same file is the same
 * jobs however often it is sent. An attachment may be {@code @PATH}, a file beside this one.
 */
final class ApplicationFile {

  private static final int MOST_PROBLEMS = 50;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private final Path file;

  ApplicationFile(Path file) {
    this.file = file;
  }

  /** An application and the id that it is submitted under. */
  @SuppressWarnings("ArrayRecordComponent") // On its way from the file to the station.
  record Line(int number, String id, byte[] application) {
    @Override
    public String toString() {
      return "Line[" + number + "]";
    }
  }

  /**
   * Reads every line once.
   *
   * @return their ids, in order
   * @throws CommandFailure naming every line that cannot be used
   */
  List<String> ids() throws CommandFailure {
    List<String> problems = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    List<String> ids = new ArrayList<>();
    read(
        line -> {
          Integer first = lines.putIfAbsent(line.id(), line.number());
          if (first != null) {
            problems.add("line " + line.number() + ": the same id as line " + first);
          }
          ids.add(line.id());
        },
        problems);
    if (!problems.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          file
              + " cannot be used; nothing was submitted:\n  "
              + String.join("\n  ", problems.subList(0, Math.min(MOST_PROBLEMS, problems.size()))));
    }
    return ids;
  }

  /** Gives every line that can be used, one at a time: a file may be larger than memory. */
  void forEach(Consumer<Line> taker) throws CommandFailure {
    read(taker, new ArrayList<>());
  }

  /** The file's only application, over as many lines as it likes, or the first one of several. */
  byte[] first() throws CommandFailure {
    List<String> problems = new ArrayList<>();
    Optional<Line> whole = Optional.empty();
    try {
      String text = Files.readString(file);
      String first = text.lines().filter(l -> !l.isBlank()).findFirst().orElse("");
      whole = line(1, text, problems).or(() -> line(1, first, problems));
    } catch (IOException unreadable) {
      problems.add("cannot be read as UTF-8 text (" + cause(unreadable) + ")");
    }
    return whole
        .map(Line::application)
        .orElseThrow(() -> new CommandFailure(ExitCode.USAGE, file + ", " + problems.getLast()));
  }

  private void read(Consumer<Line> taker, List<String> problems) throws CommandFailure {
    int[] number = {0};
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      lines.forEach(text -> {
        number[0]++;
        if (!text.isBlank()) {
          line(number[0], text, problems).ifPresent(taker);
        }
      });
    } catch (IOException | UncheckedIOException unreadable) {
      throw new CommandFailure(
          ExitCode.USAGE, "cannot read " + file + " as UTF-8 text (" + cause(unreadable) + ")");
    }
  }

  private static String cause(Exception failure) {
    return failure.getClass().getSimpleName();
  }

  private Optional<Line> line(int number, String text, List<String> problems) {
    String place = "line " + number + ": ";
    try {
      if (!(JSON.readTree(text) instanceof ObjectNode node)) {
        problems.add(place + "not a JSON object");
        return Optional.empty();
      }
      attach(node);
      JsonNode given = node.remove("id");
      if (given != null && !given.isTextual()) {
        problems.add(place + "id must be a string");
        return Optional.empty();
      }
      byte[] application = canonical(node);
      String id = given == null ? digest(application) : given.asText();
      return Optional.of(new Line(number, id, application));
    } catch (JsonProcessingException syntax) {
      // Its own text quotes the line.
      problems.add(place + "not JSON, see column " + syntax.getLocation().getColumnNr());
    } catch (IOException unreadable) {
      problems.add(place + "an attachment cannot be read: " + unreadable.getMessage());
    }
    return Optional.empty();
  }

  private void attach(ObjectNode node) throws IOException {
    if (!(node.get("attachments") instanceof ObjectNode attachments)) {
      return;
    }
    for (Map.Entry<String, JsonNode> entry : attachments.properties()) {
      String value = entry.getValue().asText();
      if (entry.getValue().isTextual() && value.startsWith("@")) {
        byte[] content = Files.readAllBytes(file.resolveSibling(value.substring(1)));
        entry.setValue(attachments.textNode(Base64.getEncoder().encodeToString(content)));
      }
    }
  }

  /** The application with its keys in order, so that its digest does not depend on their order. */
  private static byte[] canonical(ObjectNode node) throws JsonProcessingException {
    return JSON.writeValueAsBytes(JSON.treeToValue(node, TreeMap.class));
  }

  private static String digest(byte[] application) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update("countersign application 1\n".getBytes(StandardCharsets.US_ASCII));
      return "a-" + HexFormat.of().formatHex(sha256.digest(application)).substring(0, 40);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
