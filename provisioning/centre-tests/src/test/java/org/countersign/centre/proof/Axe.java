package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Deque's axe-core on the page that is shown. It runs in a world of its own beside the page's
 * scripts, since the page's policy lets no other script in.
 */
final class Axe {

  private static final String PLACE = "META-INF/maven/org.webjars.npm/axe-core/pom.properties";
  private static final String RUN =
      "axe.run(document, {resultTypes: ['violations']}).then(found =>"
          + " JSON.stringify(found.violations.map(v => [v.impact, v.id, v.nodes[0].html,"
          + " v.nodes[0].failureSummary])))";

  private final String source;

  /** Reads it from its WebJar. */
  Axe() throws IOException {
    Properties facts = new Properties();
    facts.load(new ByteArrayInputStream(resource(PLACE)));
    String folder = "META-INF/resources/webjars/axe-core/" + facts.getProperty("version");
    source = new String(resource(folder + "/axe.min.js"), StandardCharsets.UTF_8);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Axe.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the class path has no " + name);
      }
      return in.readAllBytes();
    }
  }

  /** What is serious or critical on the page now; one line each. */
  List<String> seriousFindings(Browser browser) throws IOException {
    Map<?, ?> tree = (Map<?, ?>) browser.command("Page.getFrameTree", Map.of()).get("frameTree");
    Map<?, ?> frame = (Map<?, ?>) tree.get("frame");
    Object world =
        browser
            .command(
                "Page.createIsolatedWorld",
                Map.of("frameId", String.valueOf(frame.get("id")), "worldName", "axe"))
            .get("executionContextId");
    var ignored = evaluate(browser, world, source + ";'loaded'");
    JsonNode found = new ObjectMapper().readTree(evaluate(browser, world, RUN));
    List<String> serious = new ArrayList<>();
    for (JsonNode one : found) {
      if (List.of("serious", "critical").contains(one.path(0).textValue())) {
        serious.add(one.toString());
      }
    }
    return serious;
  }

  private static String evaluate(Browser browser, Object world, String expression) {
    Map<String, Object> answer =
        browser.command(
            "Runtime.evaluate",
            Map.of(
                "contextId",
                world,
                "awaitPromise",
                true,
                "returnByValue",
                true,
                "expression",
                expression));
    Object value = ((Map<?, ?>) answer.get("result")).get("value");
    assertThat(value).as("what axe answered: %s", answer).isInstanceOf(String.class);
    return String.valueOf(value);
  }
}
