package org.countersign.protocol.records;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The alarms of a station, a closed list: both ends share it. A grave one is told to people at the
 * centre at once. An occasion ends by itself a day after it was raised; everything else lasts until
 * its cause is gone.
 */
public enum AlarmCode {
  CLOCK_DOUBTED(
      "clock-doubted",
      true,
      "the station's clock is not believed, so it takes no card",
      "set the clock right, or have two persons confirm it: countersign clock confirm",
      "本站时钟不可信，已停止取卡",
      "请校正时钟，或由两人确认：countersign clock confirm"),
  LEDGER_COPY(
      "ledger-copy",
      true,
      "the ledger or the machine is a copy, so nothing is issued",
      "compare its signed heads with those kept here; then begin the station anew with a grant of a"
          + " higher epoch, or take the box away",
      "账本或设备为副本，已停止制证",
      "请与中心保存的签名树头核对；然后以更高纪元的授权重新启用，或撤走该设备"),
  LEDGER_ANCHOR(
      "ledger-anchor",
      true,
      "the anchor of the ledger cannot be written, so no card is begun",
      "free some space on the box, or mend the folder's permissions",
      "账本锚文件无法写入，已停止取卡",
      "请清理设备磁盘空间，或修复目录权限"),
  DISK_FULL(
      "disk-full",
      true,
      "the disk is full or nearly so: no card is begun, and the reserve closes what is open",
      "free some space on the box",
      "磁盘已满或将满：已停止取卡，预留空间仅用于收尾",
      "请清理设备磁盘空间"),
  STOCK_DISCREPANCY(
      "stock-discrepancy",
      true,
      "the newest shift was closed with blanks that do not add up",
      "look at the shift's report, and have two persons count: countersign stock count",
      "最近一班交接时空白卡数量不符",
      "请查看该班报表，并由两人清点：countersign stock count"),
  CARD_IN_DOUBT(
      "card-in-doubt",
      false,
      "a card has been in doubt for more than a day: it may be valid and is out of reach",
      "have it put on a reader; if it is not to be had, two persons declare it spoiled or lost",
      "有卡片状态存疑超过一天：可能已生效且不在掌握中",
      "请将卡片放上读写器；若无法取得，由两人登记作废或报失"),
  CHIP_KNOWN(
      "chip-known",
      true,
      "a card that is on record as made, spoiled or lost lay where blanks lie",
      "find out how it came there, and put it where cards of its state are kept",
      "空白卡位置出现已登记（已制、作废或报失）的卡片",
      "请查明来源，并按其状态存放"),
  KEYS_REFUSED(
      "keys-refused",
      true,
      "three cards in a row or more did not know the keys of their product",
      "look whether the blanks are those of the batch, and whether key file, key set and"
          + " diversification are theirs; keep the cards apart",
      "同一产品连续三张以上卡片不认本站密钥",
      "请核对空白卡批次，以及密钥文件、密钥组和分散方式；并将这些卡片单独保管"),
  PIN_REFUSED(
      "pin-refused",
      true,
      "PINs of a person were wrong three times in a row, or more often, within a day",
      "ask at the counter whether it was they; if not, remove the person and look at who was there",
      "一天内同一人员的 PIN 连续输错三次以上",
      "请向窗口核实是否本人；若否，请移除该人员并查明在场人员"),
  SECOND_PERSON(
      "second-person",
      false,
      "something that takes two persons, one a supervisor, was tried without",
      "ask at the counter why",
      "需两人（其一为主管）的操作被单独尝试",
      "请向窗口了解原因"),
  KEY_AWAY(
      "key-away",
      true,
      "a signing key does not answer, is locked or has ended",
      "see that the token or the signing service is there; a locked token needs its officer",
      "签名密钥无应答、已锁定或已到期",
      "请检查密码令牌或签名服务；令牌锁定时须由其管理员解锁"),
  SAM_AWAY(
      "sam-away",
      true,
      "the SAM gives no card keys",
      "see that it sits in its reader; one without cards left needs a top-up",
      "SAM 无法提供卡片密钥",
      "请检查 SAM 是否在读卡器中；余量用尽时请补充"),
  GRANT_ENDED(
      "grant-ended",
      true,
      "there is no grant that lets it issue",
      "sign a grant and have it installed: countersign grant install FILE",
      "没有有效授权，无法制证",
      "请签发授权并安装：countersign grant install FILE"),
  GRANT_REFUSED(
      "grant-refused",
      true,
      "a grant was refused",
      "find out who made it; if it was the authority, carry it there again",
      "一份授权被拒绝",
      "请查明其来源；若为主管机关签发，请重新送达"),
  TEST_CARD_FAILED(
      "test-card-failed",
      false,
      "a device failed on its test card",
      "do what the self-test says of it; have the device looked at",
      "设备未通过测试卡检查",
      "请按自检提示处理，并检修该设备"),
  DRIVER_REFUSED(
      "driver-refused",
      true,
      "a driver bundle was refused: its files are not those that were signed",
      "install the vendor's bundle anew; if nobody changed it, keep the box and look at it",
      "驱动程序包被拒绝：文件与签名不符",
      "请重新安装厂商程序包；若无人改动，请封存设备并检查"),
  FLAPPING(
      "flapping",
      false,
      "an alarm came and went so often that it is told no more today",
      "have the cause of that alarm mended",
      "某告警反复出现，今日不再上报",
      "请排除该告警的原因");

  private final String word;
  private final boolean grave;
  private final String english;
  private final String todo;
  private final String chinese;
  private final String chineseTodo;

  AlarmCode(
      String word, boolean grave, String english, String todo, String chinese, String chineseTodo) {
    this.word = word;
    this.grave = grave;
    this.english = english;
    this.todo = todo;
    this.chinese = chinese;
    this.chineseTodo = chineseTodo;
  }

  /** The alarm of a word on the wire; empty for one of a newer station. */
  public static Optional<AlarmCode> of(String word) {
    return Stream.of(values()).filter(code -> code.word.equals(word)).findFirst();
  }

  /** The word on the wire. */
  public String word() {
    return word;
  }

  /** Whether people at the centre are told at once. */
  public boolean isGrave() {
    return grave;
  }

  /** Whether it is something that happened, not something that lasts. */
  public boolean isOccasion() {
    return switch (this) {
      case CHIP_KNOWN, KEYS_REFUSED, SECOND_PERSON, GRANT_REFUSED -> true;
      default -> false;
    };
  }

  /** What it is. */
  public String english() {
    return english;
  }

  /** What to do. */
  public String todo() {
    return todo;
  }

  /** What it is, in Chinese. */
  public String chinese() {
    return chinese;
  }

  /** What to do, in Chinese. */
  public String chineseTodo() {
    return chineseTodo;
  }
}
