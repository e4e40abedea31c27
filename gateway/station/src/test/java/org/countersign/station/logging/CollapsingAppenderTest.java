package org.countersign.station.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CollapsingAppenderTest {

  private final AtomicLong nanos = new AtomicLong();
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger log = context.getLogger("lanes");

  @BeforeEach
  void attach() {
    CollapsingAppender collapsing = new CollapsingAppender(nanos::get);
    collapsing.setContext(context);
    lines.start();
    collapsing.addAppender(lines);
    collapsing.start();
    log.addAppender(collapsing);
  }

  private List<String> written() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void a_reader_that_fails_all_day_writes_eleven_lines_a_minute() {
    for (int second = 0; second < 3_600; second++) {
      for (int i = 0; i < 20; i++) {
        log.warn("device {} does not answer: {}", "encoder-1", "code " + i);
      }
      pass(Duration.ofSeconds(1));
    }
    assertThat(lines.list).hasSizeBetween(59 * 11, 60 * 11);
    assertThat(written().get(10))
        .isEqualTo(
            "1190 more lines like this within a minute were left out: device {} does not answer:"
                + " {} [encoder-1]");
  }

  @Test
  void it_hides_no_other_device_and_no_other_line() {
    for (int i = 0; i < 100; i++) {
      log.warn("device {} does not answer", "encoder-1");
    }
    lines.list.clear();
    log.warn("device {} does not answer", "encoder-2");
    log.error("device {} does not answer", "encoder-1");
    log.warn("device {} is late", "encoder-1");
    assertThat(written())
        .containsExactly(
            "device encoder-2 does not answer",
            "device encoder-1 does not answer",
            "device encoder-1 is late");
    assertThat(lines.list.get(1).getLevel()).isEqualTo(Level.ERROR);
  }

  @Test
  void what_was_left_out_is_told_when_anything_else_is_logged() {
    for (int i = 0; i < 12; i++) {
      log.info("again");
    }
    pass(Duration.ofMinutes(61));
    log.info("something else");
    assertThat(written().subList(10, 12))
        .containsExactly(
            "2 more lines like this within a minute were left out: again", "something else");
  }

  @Test
  void ten_lines_of_a_cause_pass_each_minute() {
    for (int minute = 0; minute < 3; minute++) {
      for (int i = 0; i < 10; i++) {
        log.info("line");
      }
      pass(Duration.ofMinutes(1));
    }
    assertThat(written()).hasSize(30).containsOnly("line");
  }

  @Test
  void as_many_causes_as_there_are_lines_take_no_more_memory() {
    for (int i = 0; i < 10_000; i++) {
      log.info("device {}", i);
    }
    assertThat(lines.list).hasSize(10_000);
  }
}
