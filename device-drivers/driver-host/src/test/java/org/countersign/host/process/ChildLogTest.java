package org.countersign.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChildLogTest {

  private static final class Lines extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;
    final transient List<String> all = new ArrayList<>();

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String message,
        Object @Nullable [] arguments,
        @Nullable Throwable thrown) {
      all.add(level + " " + MessageFormatter.basicArrayFormat(message, arguments));
    }

    @Override
    public boolean isTraceEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }

  private static List<String> logged(String printed) {
    Lines lines = new Lines();
    byte[] bytes = printed.getBytes(StandardCharsets.UTF_8);
    new ChildLog("encoder-1", new ByteArrayInputStream(bytes), lines).run();
    return lines.all;
  }

  @Test
  void lines_carry_the_devices_name_and_their_level() {
    assertThat(logged("hello\n\nWARN Reader: slow\nERROR the driver failed\nlast"))
        .containsExactly(
            "INFO device encoder-1: hello",
            "WARN device encoder-1: WARN Reader: slow",
            "WARN device encoder-1: ERROR the driver failed",
            "INFO device encoder-1: last");
  }

  @Test
  void exchanges_that_a_driver_traces_are_masked_and_short_codes_are_not() {
    assertThat(logged("> 00 A4 04 0C 07 A0 00 00 02 47 10 01\nsw 9000 status 0x8010000F\n"))
        .containsExactly(
            "INFO device encoder-1: > <masked> ",
            "INFO device encoder-1: sw 9000 status 0x8010000F");
    assertThat(logged("key=404142434445464748494A4B4C4D4E4F!\n").get(0))
        .isEqualTo("INFO device encoder-1: key=<masked> !");
  }

  @Test
  void control_characters_cannot_forge_a_line() {
    assertThat(logged("a\rb\u001b[2Jc\n")).containsExactly("INFO device encoder-1: a?b?[2Jc");
  }

  @Test
  void a_long_line_is_cut() {
    assertThat(logged("x".repeat(10_000)).get(0))
        .hasSize("INFO device encoder-1: ".length() + ChildLog.LONGEST_LINE);
  }

  @Test
  void a_flood_is_counted_instead_of_written() {
    List<String> lines = logged("again\n".repeat(2_000));
    assertThat(lines).hasSizeBetween(ChildLog.LINES_AT_ONCE, ChildLog.LINES_AT_ONCE + 20);
    assertThat(lines.get(lines.size() - 1)).matches("WARN .* printed 1[89]\\d\\d more lines");
  }
}
