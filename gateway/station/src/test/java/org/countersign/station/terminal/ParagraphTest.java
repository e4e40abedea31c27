package org.countersign.station.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ParagraphTest {

  @Test
  void english_ends_its_lines_at_spaces() {
    assertThat(Paragraph.lines("Switch it off and on.", 12))
        .containsExactly("Switch it", "off and on.");
  }

  @Test
  void chinese_is_two_columns_wide_and_ends_its_lines_anywhere() {
    assertThat(Paragraph.lines("关闭再打开电源", 8)).containsExactly("关闭再打", "开电源");
  }

  @Test
  void no_line_begins_with_a_full_stop() {
    assertThat(Paragraph.lines("打开电源。检查", 8)).containsExactly("打开电源。", "检查");
  }

  @Test
  void words_in_chinese_stay_whole() {
    assertThat(Paragraph.lines("运行 countersign check 再看", 17))
        .containsExactly("运行 countersign", "check 再看");
  }

  @Test
  void a_word_that_is_too_long_stands_alone() {
    assertThat(Paragraph.lines("see /dev/serial/by-path/x now", 8))
        .containsExactly("see", "/dev/serial/by-path/x", "now");
  }

  @Test
  void an_empty_text_is_one_empty_line() {
    assertThat(Paragraph.lines("", 8)).containsExactly("");
  }
}
