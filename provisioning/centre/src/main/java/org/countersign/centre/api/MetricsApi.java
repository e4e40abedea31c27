package org.countersign.centre.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.countersign.centre.config.CentreConfig;
import org.countersign.centre.metrics.CentreMetrics;
import org.countersign.http.Callers;
import org.countersign.http.HttpProblem;
import org.countersign.http.MediaType;
import org.countersign.http.Method;
import org.countersign.http.Problem;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.RequestHead;
import org.countersign.http.Route;
import org.countersign.trust.secret.SecretFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /metrics}, for whoever shows the token (RFC 6750, 2.1), and for all whom the page
 * knows. A page that only this machine reaches, without a token, answers everybody.
 */
final class MetricsApi {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsApi.class);
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String BEARER = "Bearer ";

  /** Shorter ones can be guessed. */
  private static final int SHORTEST_TOKEN = 16;

  private final CentreMetrics metrics;
  private final Callers people;
  private final Optional<Path> token;
  private final boolean everybody;

  /**
   * Makes the route's handler.
   *
   * @param people who may use the page
   * @throws IOException if there is a file of the token that cannot be used
   */
  MetricsApi(CentreMetrics metrics, Callers people, CentreConfig.Page page) throws IOException {
    this.metrics = metrics;
    this.people = people;
    this.token = page.metrics().token();
    this.everybody = page.tls().isEmpty() && token.isEmpty();
    if (token.isPresent()) {
      Arrays.fill(token(token.get()), (byte) 0);
    }
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, "/metrics", new Route.Action.Ask(this::answer))
            .open()
            .offering(List.of(MediaType.PROMETHEUS))
            .answering(200, 401));
  }

  private Reply answer(Request request) throws Refusal {
    if (!everybody && !showsToken(request.head())) {
      identify(request.head());
    }
    return Reply.ok(TEXT, metrics.text());
  }

  private void identify(RequestHead head) throws Refusal {
    try {
      var ignored = people.identify(head);
    } catch (Refusal e) {
      throw new Refusal(
          Problem.of(
                  HttpProblem.UNAUTHORIZED,
                  "Show the token of page.metrics-token-file, or an account's certificate.")
              .with("WWW-Authenticate", "Bearer realm=\"metrics\""));
    }
  }

  private boolean showsToken(RequestHead head) {
    Optional<String> shown =
        head.header("Authorization")
            .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(value -> value.substring(BEARER.length()).strip());
    return shown.isPresent() && token.isPresent() && isToken(shown.get(), token.get());
  }

  /** Read each time, so that a renewed token needs no restart. */
  private static boolean isToken(String shown, Path file) {
    byte[] expected = {};
    try {
      expected = token(file);
      return MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.error("No token is taken for /metrics: {}", e.getMessage());
      return false;
    } finally {
      Arrays.fill(expected, (byte) 0);
    }
  }

  private static byte[] token(Path file) throws IOException {
    try {
      byte[] token = SecretFile.token(file);
      if (token.length < SHORTEST_TOKEN) {
        throw new IOException(
            file
                + " holds a token of fewer than "
                + SHORTEST_TOKEN
                + " bytes; take 32 random ones");
      }
      return token;
    } catch (IOException e) {
      throw new IOException("page.metrics-token-file: " + e.getMessage(), e);
    }
  }
}
