package org.countersign.station.stock;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.countersign.station.stock.ShiftReport.BatchLine;
import org.countersign.station.stock.ShiftReport.CardLine;
import org.countersign.station.stock.ShiftReport.MovementLine;
import org.countersign.station.stock.ShiftReport.OutcomeLine;
import org.countersign.station.stock.ShiftReport.UnitLine;

/**
 * A shift's report as one page of HTML in Chinese and English: no script, nothing from elsewhere,
 * for A4 paper. The same report gives the same page, so a second print is the first one again.
 */
public final class ShiftReportPage {

  private static final String STYLE =
      """
      @page { size: A4; margin: 13mm 12mm 15mm;
        @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; } }
      body { font: 9pt/1.35 "Noto Sans", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC",
        "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif; color: #000; margin: 0 auto;
        max-width: 186mm; }
      h1 { font-size: 16pt; margin: 0 0 2mm; }
      h2 { font-size: 10.5pt; margin: 5mm 0 1.5mm; break-after: avoid; }
      h1 span, h2 span, th span, dt span { font-weight: normal; color: #444; }
      h1 span { font-size: 12pt; }
      th span { display: block; font-size: 6.5pt; }
      dl { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1mm 4mm; margin: 0; }
      dt { font-size: 7.5pt; } dd { margin: 0; font-weight: bold; }
      table { border-collapse: collapse; width: 100%; }
      thead { display: table-header-group; }
      tr { break-inside: avoid; }
      th, td { border: 0.2mm solid #888; padding: 0.7mm 1mm; text-align: left;
        vertical-align: top; overflow-wrap: anywhere; }
      th { background: #eee; font-size: 8pt; print-color-adjust: exact; overflow-wrap: normal; }
      td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
      td.chip, .hash { font-family: "Noto Sans Mono", "DejaVu Sans Mono", monospace;
        font-size: 7.5pt; }
      ul { margin: 0; padding-left: 5mm; } li { margin-bottom: 1mm; }
      .none { color: #444; margin: 0; }
      td.when { white-space: nowrap; }
      .counts td, .counts th { padding: 0.7mm 0.6mm; }
      .signatures { display: grid; grid-template-columns: repeat(3, 1fr); gap: 6mm;
        break-inside: avoid; margin-top: 4mm; }
      .signatures p { border-top: 0.3mm solid #000; margin: 14mm 0 0; padding-top: 1mm;
        font-size: 8pt; }
      .remarks { height: 18mm; border: 0.2mm solid #888; break-inside: avoid; }
      footer { margin-top: 5mm; font-size: 7.5pt; break-inside: avoid; overflow-wrap: anywhere; }
      """;

  private final ShiftReport report;
  private final StringBuilder out = new StringBuilder(8_192);

  private ShiftReportPage(ShiftReport report) {
    this.report = report;
  }

  /**
   * The page.
   *
   * @param digest of the report as it is kept, in hexadecimal
   */
  public static String html(ShiftReport report, String digest) {
    return new ShiftReportPage(report).page(digest);
  }

  private String page(String digest) {
    raw("<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>");
    text("%s %s %d".formatted("班次报告 Shift report", report.station(), report.shift()));
    raw("</title><style>\n" + STYLE + "</style></head><body>\n<h1>班次报告 ");
    raw("<span>Shift report</span> " + report.shift() + "</h1>\n");
    head();
    batches();
    outcomes();
    units();
    discrepancies();
    movements();
    cards();
    signatures();
    footer(digest);
    raw("</body></html>\n");
    return out.toString();
  }

  private void head() {
    raw("<dl>\n");
    fact("站点", "Station", report.station());
    fact("开班", "Opened", report.openedAt().replace('T', ' '));
    fact("交班", "Closed", report.closedAt().replace('T', ' '));
    fact("辖区", "District", report.district());
    fact("开班人", "Opened by", report.openedBy());
    fact("交班人", "Closed by", report.closedBy());
    raw("</dl>\n");
  }

  private void fact(String chinese, String english, String value) {
    raw("<div><dt>" + chinese + " <span>" + english + "</span></dt><dd>");
    text(value);
    raw("</dd></div>\n");
  }

  private void heading(String chinese, String english) {
    raw("<h2>" + chinese + " <span>" + english + "</span></h2>\n");
  }

  private void none() {
    raw("<p class=\"none\">无 None.</p>\n");
  }

  /** Each batch twice: as it was when the shift before was closed, and now. */
  private void batches() {
    heading("空白卡批次", "Batches of blanks: at the last closing, and now");
    if (report.batches().isEmpty()) {
      none();
      return;
    }
    List<String> heads = new ArrayList<>(List.of("批次|Batch", "|", "#收入|received"));
    for (CardState state : CardState.values()) {
      heads.add("#" + state.chinese() + "|" + state.english());
    }
    heads.add("#实点|counted");
    begin("counts", heads);
    for (BatchLine batch : report.batches()) {
      raw("<tr><td rowspan=\"2\">");
      text(batch.id().startsWith(Batch.UNBATCHED) ? "未归批 unbatched" : batch.id());
      raw("<br>");
      text(batch.product());
      raw("</td><td class=\"when\">上次 last</td>");
      counts(batch.receivedAtOpening(), batch.opening());
      raw("<td class=\"n\"></td></tr>\n<tr><td class=\"when\">现在 now</td>");
      counts(batch.received(), batch.closing());
      number(batch.counted() < 0 ? "" : Long.toString(batch.counted()));
      raw("</tr>\n");
    }
    end();
    raw("<p class=\"none\">收入＝其后各栏之和。 Received is the sum of the columns after it.</p>\n");
  }

  private void counts(long received, Map<CardState, Long> counts) {
    number(Long.toString(received));
    for (CardState state : CardState.values()) {
      number(Long.toString(counts.getOrDefault(state, 0L)));
    }
  }

  private void outcomes() {
    heading("各设备制卡结果", "Cards by device since the last closing");
    if (report.outcomes().isEmpty()) {
      none();
      return;
    }
    List<CardState> shown =
        List.of(
            CardState.ISSUED,
            CardState.SPOILED,
            CardState.IN_DOUBT,
            CardState.QUARANTINED,
            CardState.BLANK);
    Map<String, Map<CardState, Long>> devices = new TreeMap<>();
    for (OutcomeLine line : report.outcomes()) {
      devices
          .computeIfAbsent(line.device(), d -> new EnumMap<>(CardState.class))
          .put(line.state(), line.cards());
    }
    List<String> heads = new ArrayList<>(List.of("设备|Device"));
    shown.forEach(state ->
        heads.add(
            state == CardState.BLANK
                ? "#未写退出|left blank"
                : "#" + state.chinese() + "|" + state.english()));
    begin("", heads);
    devices.forEach((device, counts) -> {
      raw("<tr>");
      cell(device.isEmpty() ? "-" : device);
      shown.forEach(state -> number(Long.toString(counts.getOrDefault(state, 0L))));
      raw("</tr>\n");
    });
    end();
  }

  private void units() {
    if (report.units().isEmpty()) {
      return;
    }
    heading("设备卡箱计数", "Storage units as the devices count");
    begin("", List.of("设备|Device", "卡箱|Unit", "#计数|count", "#下限|threshold", "状态|status"));
    for (UnitLine unit : report.units()) {
      raw("<tr>");
      cell(unit.device());
      cell(unit.unit());
      number(Long.toString(unit.count()));
      number(Long.toString(unit.threshold()));
      cell(unit.status());
      raw("</tr>\n");
    }
    end();
  }

  private void discrepancies() {
    heading("差异", "Discrepancies");
    if (report.discrepancies().isEmpty()) {
      none();
      return;
    }
    raw("<ul>\n");
    for (Discrepancy found : report.discrepancies()) {
      raw("<li>");
      text(found.chinese());
      raw("<br>");
      text(found.english());
      raw("</li>\n");
    }
    raw("</ul>\n");
  }

  private void movements() {
    heading("出入库及处理记录", "What persons did");
    if (report.movements().isEmpty()) {
      none();
      return;
    }
    begin(
        "",
        List.of(
            "时间|Time", "批次|Batch", "事项|What", "卡片或数量|Cards", "原因|Reason", "经办|By", "监督|Second"));
    for (MovementLine line : report.movements()) {
      raw("<tr>");
      cell(line.at().replaceFirst("T(\\d\\d:\\d\\d).*", " $1"));
      cell(line.batch());
      cell(what(line.what()));
      raw("<td class=\"chip\">");
      text(line.cards());
      raw("</td>");
      cell(Reason.of(line.reason()).map(r -> r.chinese() + " " + r.word()).orElse(""));
      cell(line.by());
      cell(line.second());
      raw("</tr>\n");
    }
    end();
  }

  private static String what(String word) {
    String english = word.toLowerCase(Locale.ROOT);
    return switch (word) {
      case "RECEIVED" -> "收入 received";
      case "OPENED" -> "启用 opened";
      case "SHUT" -> "停用 shut";
      case "COUNTED" -> "清点 counted";
      case "ASSIGNED" -> "归批 assigned";
      case "FOUND" -> "找回 found";
      case "SURPLUS" -> "多出 surplus";
      case "IDENTIFIED" -> "核号 identified";
      default -> chinese(word) + " " + english;
    };
  }

  private static String chinese(String word) {
    for (CardState state : CardState.values()) {
      if (state.name().equals(word)) {
        return state.chinese();
      }
    }
    return "";
  }

  private void cards() {
    heading("作废、隔离、遗失的卡", "Cards spoiled, quarantined or lost");
    if (report.cards().isEmpty()) {
      none();
      return;
    }
    begin("", List.of("芯片号|Chip", "状态|State", "批次|Batch"));
    for (CardLine card : report.cards()) {
      raw("<tr><td class=\"chip\">");
      text(card.chip());
      raw("</td>");
      cell(card.state().chinese() + " " + card.state().english());
      cell(card.batch());
      raw("</tr>\n");
    }
    end();
  }

  private void signatures() {
    heading("备注", "Remarks");
    raw("<div class=\"remarks\"></div>\n<div class=\"signatures\">");
    for (String who : List.of("交班人 Closed by", "接班人 Taken over by", "主管 Supervisor")) {
      raw("<p>" + who + " / 日期 date</p>");
    }
    raw("</div>\n");
  }

  private void footer(String digest) {
    raw("<footer>账本记录 Ledger record " + report.record() + " <span class=\"hash\">");
    text(report.hash());
    raw("</span><br>报告摘要 Report SHA-256 <span class=\"hash\">");
    text(digest);
    raw("</span><br>Countersign ");
    text(report.version());
    raw("</footer>\n");
  }

  /** Heads as {@code Chinese|English}, with a number sign first where numbers stand. */
  private void begin(String style, List<String> heads) {
    raw("<table class=\"" + style + "\"><thead><tr>");
    for (String head : heads) {
      boolean number = head.startsWith("#");
      int bar = head.indexOf('|');
      raw(number ? "<th class=\"n\">" : "<th>");
      text(head.substring(number ? 1 : 0, bar));
      raw("<span>");
      text(head.substring(bar + 1));
      raw("</span></th>");
    }
    raw("</tr></thead><tbody>\n");
  }

  private void end() {
    raw("</tbody></table>\n");
  }

  private void cell(String value) {
    raw("<td>");
    text(value);
    raw("</td>");
  }

  private void number(String value) {
    raw("<td class=\"n\">");
    text(value);
    raw("</td>");
  }

  private void raw(String html) {
    out.append(html);
  }

  private void text(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        default -> out.append(c);
      }
    }
  }
}
