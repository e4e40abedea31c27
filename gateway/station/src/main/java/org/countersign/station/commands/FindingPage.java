package org.countersign.station.commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.countersign.station.selftest.Catalogue;
import org.countersign.station.selftest.Finding;
import org.countersign.station.selftest.SelfTestReport;
import org.countersign.station.selftest.Verdict;
import org.countersign.station.terminal.Paragraph;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Terminal;

/** Findings on a page: what stops cards first, each with what to do. */
final class FindingPage {

  /** So wide that a person reads it well. */
  private static final int WIDEST = 100;

  private static final String INDENT = "  ";

  private final Terminal terminal;
  private final Catalogue words;

  FindingPage(Terminal terminal, Catalogue words) {
    this.terminal = terminal;
    this.words = words;
  }

  /**
   * Writes what is wrong; nothing of what is good.
   *
   * @param running whether the station itself has looked
   */
  void problems(SelfTestReport report, boolean running) {
    long bad = count(report, Verdict.BAD);
    long warnings = count(report, Verdict.WARNING);
    if (!running) {
      line(words.word("head.unknown"), Style.BOLD);
    }
    if (bad > 0) {
      line(words.word("head.bad", bad), Style.BAD);
    } else if (warnings > 0) {
      line(words.word("head.warning", warnings), Style.WARNING);
    } else if (running) {
      line(words.word("head.good"), Style.GOOD);
    }
    report.findings().stream().filter(f -> f.verdict() != Verdict.GOOD).forEach(this::finding);
    if (running) {
      terminal.line("");
      capacity(report);
    }
  }

  /** Writes everything, good or not. */
  void all(SelfTestReport report) {
    report.findings().forEach(this::finding);
    terminal.line("");
    capacity(report);
  }

  private void capacity(SelfTestReport report) {
    if (report.capacity().limit().equals("stopped")) {
      line(words.word("cards.stopped"), Style.BAD);
    } else {
      line(
          words.word(
              "cards", report.capacity().cards(), words.word("limit." + report.capacity().limit())),
          Style.BOLD);
    }
  }

  private void finding(Finding finding) {
    terminal.line("");
    Style style =
        switch (finding.verdict()) {
          case GOOD -> Style.GOOD;
          case NOTE -> Style.BOLD;
          case WARNING -> Style.WARNING;
          case BAD -> Style.BAD;
        };
    String verdict = words.word("word." + finding.verdict().word());
    String item = words.word("item." + finding.item().word());
    String head = verdict + words.word("colon") + item + words.word("colon");
    List<String> lines = Paragraph.lines(head + words.what(finding), width());
    String first = lines.getFirst();
    terminal.line(
        first.startsWith(verdict)
            ? terminal.styled(style, verdict) + first.substring(verdict.length())
            : first);
    lines.stream().skip(1).forEach(line -> terminal.line(INDENT + line));
    String todo = words.todo(finding);
    if (!todo.isEmpty() && finding.verdict() != Verdict.GOOD) {
      Paragraph.lines(words.word("word.do") + todo, width())
          .forEach(line -> terminal.line(INDENT + line));
    }
  }

  private void line(String text, Style style) {
    Paragraph.lines(text, width()).forEach(l -> terminal.line(terminal.styled(style, l)));
  }

  private int width() {
    return Math.min(WIDEST, terminal.width()) - INDENT.length();
  }

  private static long count(SelfTestReport report, Verdict verdict) {
    return report.findings().stream().filter(f -> f.verdict() == verdict).count();
  }

  /** One line of JSON a finding, and one for the day. */
  void json(SelfTestReport report, boolean running) {
    for (Finding finding : report.findings()) {
      ObjectNode node =
          CommandJson.object()
              .put("item", finding.item().word())
              .put("subject", finding.subject())
              .put("verdict", finding.verdict().word())
              .put("code", finding.code());
      finding.arguments().forEach(node.withArray("arguments")::add);
      node.put("what", words.what(finding)).put("todo", words.todo(finding));
      terminal.line(CommandJson.line(node));
    }
    ObjectNode day =
        CommandJson.object()
            .put("verdict", report.verdict().word())
            .put("at", report.at().toString())
            .put("running", running);
    if (running) {
      day.put("cards", report.capacity().cards()).put("limit", report.capacity().limit());
    }
    terminal.line(CommandJson.line(day));
  }
}
