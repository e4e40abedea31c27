package org.countersign.station.stock;

import java.util.Optional;
import java.util.stream.Stream;

/** Why. A closed list, so that no name and no story of a person comes into the record. */
public enum Reason {
  DAMAGED("damaged", "卡体损坏"),
  MISPRINTED("misprinted", "印刷错误"),
  CHIP_FAILED("chip-failed", "芯片故障"),
  WRITE_FAILED("write-failed", "写卡失败"),
  UNREADABLE("unreadable", "无法读取"),
  FOREIGN("foreign", "非本站卡"),
  WITHDRAWN("withdrawn", "停用召回"),
  SURPLUS("surplus", "余卡"),
  MISCOUNTED("miscounted", "清点差错"),
  MISSING("missing", "下落不明"),
  FOUND("found", "找回"),
  OPENED_LATE("opened-late", "补登启用"),
  WASTE("waste", "废卡处理");

  private final String word;
  private final String chinese;

  Reason(String word, String chinese) {
    this.word = word;
    this.chinese = chinese;
  }

  /** The reason of a word of the API; empty if there is none. */
  public static Optional<Reason> of(String word) {
    return Stream.of(values()).filter(reason -> reason.word.equals(word)).findFirst();
  }

  /** The word in API and record. */
  public String word() {
    return word;
  }

  /** On paper, in Chinese. */
  public String chinese() {
    return chinese;
  }
}
