package org.countersign.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.countersign.station.client.JobStatus;

/** Writes {@code report.json} and {@code trust/}; no personal data in either. */
final class DemoReport {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private DemoReport() {}

  static void write(
      DemoRun.Options options,
      List<JobStatus> jobs,
      Map<String, InspectionDesk.Finding> findings,
      Collection<Footprint> footprints,
      double seconds,
      StationFolder station)
      throws IOException {
    Path out = Files.createDirectories(java.util.Objects.requireNonNull(options.out()));
    Path trust = Files.createDirectories(out.resolve("trust"));
    Files.copy(station.csca(), trust.resolve("csca.pem"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(station.dsc(), trust.resolve("dsc.pem"), StandardCopyOption.REPLACE_EXISTING);
    ObjectNode report =
        JSON.createObjectNode()
            .put("product", options.product().profile())
            .put("suite", options.suite().suiteName())
            .put("encoders", options.encoders())
            .put("seconds", seconds);
    ArrayNode cards = report.putArray("cards");
    jobs.forEach(job -> card(cards.addObject(), job, findings.get(job.id())));
    ArrayNode footprint = report.putArray("footprint");
    footprints.forEach(f ->
        footprint
            .addObject()
            .put("card", f.card())
            .put("heapMb", f.heapMb())
            .put("threads", f.threads()));
    JSON.writeValue(out.resolve("report.json").toFile(), report);
  }

  /** Takes away the cards of an earlier run: another authority's, they would not verify. */
  static void clear(Path out) throws IOException {
    Path report = out.resolve("report.json");
    if (!Files.exists(report)) {
      return;
    }
    for (JsonNode card : JSON.readTree(report.toFile()).path("cards")) {
      // The report may have been written by anybody: a name of ours leads nowhere else.
      String serial = card.path("serial").asText();
      Path folder = out.resolve("cards").resolve(serial);
      if (serial.matches("[A-Z0-9]+") && Files.isDirectory(folder)) {
        try (var files = Files.newDirectoryStream(folder, "*.bin")) {
          for (Path file : files) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
      }
    }
    Files.delete(report);
  }

  private static void card(
      ObjectNode card,
      JobStatus job,
      InspectionDesk.@org.jspecify.annotations.Nullable Finding finding) {
    card.put("job", job.id())
        .put("serial", job.serial().orElse(null))
        .put("device", job.device().orElse(null))
        .put("state", job.state().name())
        .put("inspection", finding == null ? "not inspected" : finding.verdict());
    job.problem().ifPresent(p -> card.put("problem", p));
    job.work()
        .ifPresent(work -> {
          card.put("apdus", work.apdus()).put("bytes", work.bytes()).put("verdict", work.verdict());
          ObjectNode steps = card.putObject("secondsByStep");
          work.steps().forEach(s -> steps.put(s.step(), s.seconds()));
        });
  }
}
