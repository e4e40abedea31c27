package org.countersign.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /**
   * Writes a file of some of these applications under new ids, {@code <id>.<round>} of the first
   * id, as a clerk submits anew what was spoiled.
   *
   * @param ids of this file
   */
  Applicants again(Path another, Set<String> ids, int round) throws IOException {
    Applicants anew = new Applicants(another);
    try (BufferedReader in = Files.newBufferedReader(file);
        BufferedWriter out = Files.newBufferedWriter(another)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        ObjectNode application = (ObjectNode) JSON.readTree(line);
        String before = application.get("id").asText();
        if (ids.contains(before)) {
          int dot = before.indexOf('.');
          String id = (dot < 0 ? before : before.substring(0, dot)) + "." + round;
          anew.dataById.put(id, data(before));
          out.write(JSON.writeValueAsString(application.put("id", id)));
          out.newLine();
        }
      }
    }
    return anew;
  }

  /** Applications, one a line. */
  Path file() {
    return file;
  }

  /** Text elements of every application by its id. */
  Map<String, Map<String, String>> all() {
    return Map.copyOf(dataById);
  }

  /** Text elements of an application. */
  Map<String, String> data(String id) {
    return dataById.getOrDefault(id, Map.of());
  }
}
