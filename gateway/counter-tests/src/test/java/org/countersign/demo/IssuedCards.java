package org.countersign.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.personalization.keys.Secret;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.app.Gateway;
import org.countersign.station.client.JobStatus;
import org.countersign.station.client.StationClient;
import org.countersign.station.commands.IssueRun;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.suite.SignatureSuite;

/**
 * Residence permits that a whole station has issued over its HTTP API, with the applications they
 * were made from.
 *
 * @param csca the country signing authority's certificate, PEM
 */
record IssuedCards(List<Card> cards, Path csca) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENCODER = "encoder-1";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** A finished card and what its applicant said. */
  record Card(VirtualCard chip, String serial, JsonNode application) {

    /** A text element of the application. */
    String said(String element) {
      return application.at("/data/" + element).asText();
    }

    /** A date of the application as in a machine-readable zone. */
    String yyMMdd(String element) {
      return said(element).replace("-", "").substring(2);
    }

    /** The portrait as sent. */
    byte[] portrait() {
      return Base64.getDecoder().decode(application.at("/attachments/portrait").asText());
    }

    @Override
    public String toString() {
      return application.get("id").asText() + " " + serial;
    }
  }

  /** Issues on a virtual encoder. */
  static IssuedCards virtual(Path folder, SignatureSuite suite, int count) throws Exception {
    return issue(folder, suite, count, Bench::virtual);
  }

  /** Issues through a pcscd. */
  static IssuedCards pcsc(Path folder, SignatureSuite suite, int count) throws Exception {
    return issue(folder, suite, count, Bench::pcsc);
  }

  private interface Benches {
    Bench set(StationFolder station, Product product, int encoders, int cards) throws IOException;
  }

  private static IssuedCards issue(Path folder, SignatureSuite suite, int count, Benches benches)
      throws Exception {
    StationFolder station =
        StationFolder.create(
            folder.resolve("station"), suite, 0, Optional.empty(), Clock.systemUTC());
    Applicants applicants =
        Applicants.write(
            Examples.file(Product.RESIDENCE_PERMIT),
            folder.resolve("applications.jsonl"),
            count,
            suite.suiteName());
    CardTray.named(ENCODER).clear();
    List<Card> cards = new ArrayList<>();
    Map<String, JsonNode> applications = applications(applicants.file());
    try (Bench bench = benches.set(station, Product.RESIDENCE_PERMIT, 1, count);
        Gateway gateway = Gateway.start(station.path());
        StationClient client = client(gateway)) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
      IssueRun.Result result =
          new IssueRun(
                  client,
                  Terminal.plain(stream, stream),
                  LIMIT,
                  job -> cards.add(finished(job, applications)))
              .run(applicants.file());
      if (!result.isGood()) {
        throw new AssertionError(result + "\n" + said.toString(StandardCharsets.UTF_8));
      }
    }
    return new IssuedCards(List.copyOf(cards), station.csca());
  }

  /** One encoder: its cards come out in the order in which its jobs end. */
  private static Card finished(JobStatus job, Map<String, JsonNode> applications) {
    try {
      VirtualCard chip = CardTray.named(ENCODER).take(LIMIT).orElseThrow();
      JsonNode application = Optional.ofNullable(applications.get(job.id())).orElseThrow();
      return new Card(chip, job.serial().orElseThrow(), application);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Map<String, JsonNode> applications(Path file) throws IOException {
    Map<String, JsonNode> byId = new HashMap<>();
    try (var lines = Files.lines(file)) {
      lines.map(IssuedCards::json).forEach(line -> byId.put(line.get("id").asText(), line));
    }
    return byId;
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StationClient client(Gateway gateway) throws IOException {
    String token = Files.readString(gateway.config().http().tokenFile()).strip();
    return new StationClient(
        URI.create("http://127.0.0.1:" + gateway.port()),
        Secret.of(token.getBytes(StandardCharsets.UTF_8)));
  }
}
