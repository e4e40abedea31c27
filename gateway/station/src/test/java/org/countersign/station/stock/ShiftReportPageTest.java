package org.countersign.station.stock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ShiftReportPageTest {

  private static ShiftReport report(String label, List<ShiftReport.BatchLine> batches) {
    return new ShiftReport(
        label,
        "d-1",
        "0.1",
        12,
        "2026-11-23T08:00:00+08:00",
        "lin",
        "2026-11-23T17:30:00+08:00",
        "wei",
        batches,
        List.of(new ShiftReport.UnitLine("encoder-1", "hopper", 3, 10, "low")),
        List.of(new ShiftReport.OutcomeLine("encoder-1", CardState.ISSUED, 31)),
        List.of(
            new ShiftReport.MovementLine(
                "2026-11-23T01:02:03Z", "B-1", "DESTROYED", "0A0B", "waste", "lin", "wei")),
        List.of(new Discrepancy(Discrepancy.Kind.UNBATCHED, "residence-permit", 2)),
        List.of(new ShiftReport.CardLine("0A0C", CardState.SPOILED, "B-1")),
        4_711,
        "ABCDEF");
  }

  private static final ShiftReport.BatchLine BATCH =
      new ShiftReport.BatchLine(
          "B-1",
          "residence-permit",
          500,
          Map.of(CardState.BLANK, 480L, CardState.ISSUED, 20L),
          500,
          Map.of(CardState.BLANK, 447L, CardState.ISSUED, 51L, CardState.SPOILED, 2L),
          446);

  @Test
  void everything_that_two_persons_sign_stands_on_it_in_both_languages() {
    String page = ShiftReportPage.html(report("st-1", List.of(BATCH)), "0123");

    assertThat(page)
        .contains("班次报告", "Shift report", "st-1", "2026-11-23 08:00:00+08:00")
        .contains("<td class=\"n\">447</td>", "<td class=\"n\">446</td>", "<td class=\"n\">31</td>")
        .contains("已销毁 destroyed", "废卡处理 waste", "0A0B", "作废 spoiled", "0A0C")
        .contains("2 张卡取用时未启用批次", "2 card(s) were taken while no batch was open")
        .contains("主管 Supervisor", "4711", "ABCDEF", "0123");
  }

  @Test
  void every_row_of_counts_adds_up_to_what_was_received() {
    String page = ShiftReportPage.html(report("st-1", List.of(BATCH)), "");
    String now = page.substring(page.indexOf("现在 now"));
    String[] cells = now.substring(0, now.indexOf("</tr>")).split("<td class=\"n\">", -1);
    long sum = 0;
    for (int i = 2; i < 2 + CardState.values().length; i++) {
      sum += Long.parseLong(cells[i].substring(0, cells[i].indexOf('<')));
    }
    assertThat(Long.parseLong(cells[1].substring(0, cells[1].indexOf('<')))).isEqualTo(sum);
  }

  @Test
  void nothing_that_stands_on_it_is_taken_for_html() {
    String page = ShiftReportPage.html(report("<script>&\"", List.of()), "");

    assertThat(page).contains("&lt;script&gt;&amp;&quot;").doesNotContain("<script");
  }

  @Test
  void the_same_report_gives_the_same_page() {
    assertThat(ShiftReportPage.html(report("st-1", List.of(BATCH)), "0123"))
        .isEqualTo(ShiftReportPage.html(report("st-1", List.of(BATCH)), "0123"));
  }
}
