package org.countersign.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The example applications, as many as there are to be cards. */
final class Applicants {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Map<String, Map<String, String>> dataById = new HashMap<>();

  private Applicants(Path file) {
    this.file = file;
  }

  /**
   * Writes a file of {@code count} applications: the examples over and over, each time under ids of
   * their own.
   *
   * @param suite signature suite that they ask for
   */
  static Applicants write(Path examples, Path file, int count, String suite) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(examples)) {
      lines.add(JSON.readTree(line));
    }
    Applicants applicants = new Applicants(file);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < count; i++) {
        ObjectNode application = lines.get(i % lines.size()).deepCopy();
        String id = application.get("id").asText() + "-" + (i / lines.size() + 1);
        application.put("id", id).put("suite", suite);
        applicants.dataById.put(id, data(application));
        out.write(JSON.writeValueAsString(application));
        out.newLine();
      }
    }
    return applicants;
  }

  private static Map<String, String> data(JsonNode application) {
    Map<String, String> data = new HashMap<>();
    application.get("data").properties().forEach(e -> data.put(e.getKey(), e.getValue().asText()));
    return data;
  }

  /** Applications, one a line. */
  Path file() {
    return file;
  }

  /** Text elements of an application. */
  Map<String, String> data(String id) {
    return dataById.getOrDefault(id, Map.of());
  }
}
