package org.countersign.station.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.countersign.http.RawConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A canary in every place where a caller may put a name, and no sign of it in any place after. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NoPersonalDataTest {

  private static final String CANARY = "KANARIENVOGEL";
  private static final List<String> TRACES =
      List.of(
          CANARY,
          CANARY.toLowerCase(java.util.Locale.ROOT),
          Base64.getEncoder().encodeToString(CANARY.getBytes(StandardCharsets.US_ASCII)));

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<String> answers = new ArrayList<>();
  private final FakeStation station = new FakeStation();
  private final Level before = root.getLevel();

  @BeforeEach
  void listen() {
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
  }

  @AfterEach
  void stop() {
    root.detachAppender(log);
    root.setLevel(before);
    station.close();
  }

  private void exchange(String head, String body) throws Exception {
    try (RawConnection raw = new RawConnection(station.port())) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      raw.send(head + "\r\n" + raw.good());
      raw.send(
          bytes.length == 0
              ? "\r\n"
              : "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n");
      raw.send(bytes);
      RawConnection.Answer answer = raw.answer();
      answers.add(answer.status() + " " + answer.headers() + " " + answer.body());
    }
  }

  @Test
  void no_answer_and_no_log_line_repeats_what_a_caller_sent() throws Exception {
    String put = "PUT /v1/jobs/A HTTP/1.1";
    exchange(put, "{\"profile\":\"p\",\"data\":{\"name\":\"" + CANARY + "\"}}");
    exchange(put, "{\"profile\":\"p\",\"data\":{\"name\":\"" + CANARY + "2\"}}");
    exchange(put, "{\"profile\":\"p\",\"data\":{\"name\":\"" + CANARY);
    exchange(put, CANARY);
    exchange(put, "{\"profile\":\"p\",\"data\":{\"张 " + CANARY + "\":\"x\"}}");
    exchange(put, "{\"张 " + CANARY + "\":1}");
    exchange(put, "{\"profile\":\"p\",\"data\":\"" + CANARY + "\"}");
    exchange(put, "{\"profile\":\"p\",\"attachments\":{\"portrait\":\"?" + CANARY + "\"}}");
    exchange("PUT /v1/jobs/%20" + CANARY + " HTTP/1.1", "{\"profile\":\"p\"}");
    exchange("GET /v1/jobs/" + CANARY + "%20 HTTP/1.1", "");
    exchange("GET /v1/jobs?after=%20" + CANARY + "&%20" + CANARY + "=1&state=" + CANARY, "");
    exchange("GET /" + CANARY + " HTTP/1.1", "");
    exchange(CANARY + " /v1/jobs HTTP/1.1", "");
    station.beforeSubmit =
        () -> {
          try {
            LocalDate.parse(CANARY);
          } catch (RuntimeException parsing) {
            throw new IllegalStateException(CANARY, parsing);
          }
        };
    exchange(put, "{\"profile\":\"p\",\"data\":{\"name\":\"" + CANARY + "\"}}");
    exchange("GET /metrics HTTP/1.1", "");

    assertThat(answers).hasSize(15);
    assertThat(answers.stream().map(a -> a.substring(0, 3)))
        .startsWith("202", "409", "400", "400", "422", "422", "422", "422", "422", "404");
    for (String trace : TRACES) {
      assertThat(answers).noneMatch(answer -> answer.contains(trace));
      assertThat(List.copyOf(log.list))
          .map(NoPersonalDataTest::text)
          .noneMatch(t -> t.contains(trace));
    }
    assertThat(log.list).anyMatch(e -> e.getFormattedMessage().startsWith("A request failed."));
  }

  private static String text(ILoggingEvent event) {
    return event.getFormattedMessage()
        + (event.getThrowableProxy() == null
            ? ""
            : ThrowableProxyUtil.asString(event.getThrowableProxy()));
  }
}
