package org.countersign.station.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.countersign.station.terminal.Table.Cell;
import org.countersign.station.terminal.Table.Column;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TerminalTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void chinese_is_two_columns_wide_and_combining_marks_are_none() {
    assertThat(DisplayWidth.of("张三")).isEqualTo(4);
    assertThat(DisplayWidth.of("ZHANG")).isEqualTo(5);
    assertThat(DisplayWidth.of("e\u0301")).isEqualTo(1);
    assertThat(DisplayWidth.of("\uD842\uDFB7")).isEqualTo(2); // U+20BB7, CJK extension B
    assertThat(DisplayWidth.of("，")).isEqualTo(2);
  }

  @Test
  void what_does_not_fit_is_cut_between_characters() {
    assertThat(DisplayWidth.fit("张三丰", 6)).isEqualTo("张三丰");
    assertThat(DisplayWidth.fit("张三丰", 5)).isEqualTo("张三…");
    assertThat(DisplayWidth.fit("张三丰", 4)).isEqualTo("张…");
    assertThat(DisplayWidth.fit("abc", 0)).isEmpty();
  }

  @Test
  void columns_are_aligned_whatever_is_in_them() {
    Table.of(Column.left("NAME"), Column.right("BYTES"), Column.left("VERDICT"))
        .row("张三", "5", "good")
        .row("OUYANG", "21,455", "bad")
        .print(Terminal.plain(out, out));

    assertThat(text().lines())
        .containsExactly("NAME     BYTES  VERDICT", "张三         5  good", "OUYANG  21,455  bad");
  }

  @Test
  void colours_are_shown_only_where_they_are_wanted() {
    Table table = Table.of(Column.left("A")).row(new Cell("x", Style.GOOD));
    table.print(Terminal.interactive(out, out, false, 80));
    assertThat(text()).doesNotContain("\u001B");
    table.print(Terminal.interactive(out, out, true, 80));
    assertThat(text()).contains("\u001B[32mx\u001B[0m");
  }

  @Test
  void a_row_has_a_cell_a_column() {
    Table table = Table.of(Column.left("A"));
    assertThatThrownBy(() -> table.row("1", "2")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_bar_is_written_over_and_taken_away() {
    try (ProgressBar bar =
        new ProgressBar(Terminal.interactive(out, out, false, 60), "issuing", 4)) {
      bar.advance(2, "permit-0002 WRITING on an encoder with a very long name");
      assertThat(text()).endsWith("2/4  permit-0002 WR…");
      bar.line("one line");
      assertThat(text()).contains("\r\u001B[Kone line" + System.lineSeparator());
    }
    assertThat(text()).endsWith("\r\u001B[K");
  }

  @Test
  void a_bar_leaves_no_trace_in_a_file() {
    try (ProgressBar bar = new ProgressBar(Terminal.plain(out, out), "issuing", 4)) {
      bar.advance(2, "note");
      bar.line("one line");
    }
    assertThat(text()).isEqualTo("one line" + System.lineSeparator());
  }
}
