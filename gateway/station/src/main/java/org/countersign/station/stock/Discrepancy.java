package org.countersign.station.stock;

/**
 * Something about the stock that a person should look into.
 *
 * @param subject batch, or device
 * @param cards how many are concerned
 */
public record Discrepancy(Kind kind, String subject, long cards) {

  /** Which. */
  public enum Kind {
    UNBATCHED(
        "%2$d card(s) were taken while no batch was open (%1$s): receive and open the batch, and"
            + " assign them to it",
        "%2$d 张卡取用时未启用批次（%1$s）：请登记并启用批次，再将其归批"),
    SURPLUS(
        "%2$d card(s) more than labelled turned up in batch %1$s: count it",
        "批次 %1$s 多出 %2$d 张卡：请清点"),
    UNWITNESSED(
        "%2$d spoiled card(s) of batch %1$s were seen by no two persons",
        "批次 %1$s 有 %2$d 张废卡未经双人确认"),
    HOPPER(
        "device %1$s counts %2$d card(s) more than its batches have blanks",
        "设备 %1$s 计数比其批次空白卡多 %2$d 张"),
    SHORT_AT_OPENING(
        "%2$d blank(s) of batch %1$s were missing when the shift was opened",
        "开班清点时批次 %1$s 少 %2$d 张空白卡"),
    OVER_AT_OPENING(
        "%2$d blank(s) of batch %1$s were too many when the shift was opened",
        "开班清点时批次 %1$s 多 %2$d 张空白卡"),
    SHORT_AT_CLOSING(
        "%2$d blank(s) of batch %1$s were missing when the shift was closed",
        "交班清点时批次 %1$s 少 %2$d 张空白卡"),
    OVER_AT_CLOSING(
        "%2$d blank(s) of batch %1$s were too many when the shift was closed",
        "交班清点时批次 %1$s 多 %2$d 张空白卡");

    private final String english;
    private final String chinese;

    Kind(String english, String chinese) {
      this.english = english;
      this.chinese = chinese;
    }
  }

  /** What it is and what to do. */
  public String english() {
    return kind.english.formatted(subject, cards);
  }

  /** The same in Chinese. */
  public String chinese() {
    return kind.chinese.formatted(subject, cards);
  }
}
