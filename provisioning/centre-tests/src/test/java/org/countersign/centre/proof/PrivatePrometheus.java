package org.countersign.centre.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.countersign.testbed.RealPart;

/** A Prometheus of the test's own on loopback. */
final class PrivatePrometheus implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path log;
  private final Process process;
  private final int port;

  private PrivatePrometheus(Path log, Process process, int port) {
    this.log = log;
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param configuration file prometheus.yml; the data go beside it
   */
  static PrivatePrometheus start(Path configuration) throws Exception {
    String program = RealPart.require("prometheus", "prometheus").toString();
    int port = freePort();
    Path log = configuration.resolveSibling("prometheus.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    program,
                    "--config.file=" + configuration,
                    "--storage.tsdb.path=" + configuration.resolveSibling("tsdb"),
                    "--web.listen-address=127.0.0.1:" + port))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    PrivatePrometheus prometheus = new PrivatePrometheus(log, process, port);
    Eventually.until("a Prometheus that answers", prometheus::isReady);
    return prometheus;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean isReady() throws Exception {
    if (!process.isAlive()) {
      throw new IOException("Prometheus ended: " + Files.readString(log));
    }
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The data of what an API of it answers to one parameter; a refusal is a failure. */
  JsonNode ask(String api, String parameter, String value) throws Exception {
    String query = parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    HttpResponse<String> answer = get("/api/v1/" + api + "?" + query);
    if (answer.statusCode() != 200) {
      throw new AssertionError(value + ": " + answer.body());
    }
    return JSON.readTree(answer.body()).path("data");
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + port + path);
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    int ignored = process.waitFor();
    client.close();
  }
}
