package org.countersign.centre.condition;

/** What stops cards, the gravest first; with what to do about it. */
public enum Cause {
  /** Of the centre itself: no station's own trouble. */
  NO_LINK(
      "the centre does not hear the broker, so nothing is known of it",
      "see that the broker runs and the centre reaches it; stations go on making cards",
      "中心与消息服务器断开，无法得知该站状态",
      "请检查消息服务器及其与中心的连接；各站仍可继续制证"),
  UNHEARD(
      "nothing was heard of it since the centre was started",
      "wait until every station was asked; if it stays so, see that the box is on",
      "中心启动后未收到该站消息",
      "请等待逐站询问完成；若仍无消息，请确认设备已通电"),
  SILENT(
      "it is not connected",
      "see that box and line are on; cards may still be made there, since a station needs no line",
      "该站未连接",
      "请检查设备电源与线路；该站无需线路也可能仍在制证"),
  HUNG(
      "it is connected and does not answer",
      "start its service anew; if that does not help, the box",
      "已连接但无响应",
      "请重新启动其服务；若无效，请重启设备"),
  STALE(
      "messages of it are missing",
      "nothing: it was asked for all of its state",
      "部分消息缺失",
      "无需处理：已请求该站重报全部状态"),
  /** Of an alert alone, never of a condition: a station raised a grave alarm of its records. */
  ALARM(
      "it has raised an alarm",
      "do what the alarm says on the station's page",
      "该站发出告警",
      "请按该站页面上的告警提示处理"),
  HELD("it takes no card", "do what its own words say", "该站已停止取卡", "请按该站提示处理"),
  NO_DEVICE(
      "none of its devices is connected",
      "see that the encoders are on and plugged in",
      "没有任何制证设备在线",
      "请检查制证设备电源与连线"),
  DEVICES_FAULTY(
      "no device works that is connected",
      "do what each device's own words say",
      "已连接的设备均不可用",
      "请按各设备提示处理"),
  NO_BLANKS(
      "it has no blanks", "bring blanks, receive and open the batch", "空白卡已用完", "请补充空白卡并登记、启用批次"),
  NO_BLANKS_OF_A_PRODUCT(
      "it has no blanks of one product",
      "bring blanks of that product, receive and open the batch",
      "一种产品的空白卡已用完",
      "请补充该产品的空白卡并登记、启用批次"),
  SOME_DEVICES(
      "some of its devices make no cards",
      "do what those devices' own words say",
      "部分设备不可用",
      "请按这些设备的提示处理"),
  BLANKS_LOW("it runs out of blanks", "bring blanks", "空白卡不足", "请补充空白卡"),
  /** A warning: cards are made, and one day its certificates will not be believed. */
  CLOCK(
      "its clock is wrong",
      "set its clock, and see that it hears its time server",
      "时钟错误",
      "请校准时钟并检查时间服务器"),
  DEAD(
      "it has been silent for days",
      "find out whether it is still in use; if not, retire it",
      "已失联多日",
      "请确认是否仍在使用；如已停用，请将其退役"),
  PLANNED("it was stopped on purpose", "nothing until it is to be back", "按计划停机", "恢复时间之前无需处理"),
  NONE("nothing is wrong", "nothing", "正常", "无需处理");

  private final String english;
  private final String todo;
  private final String chinese;
  private final String chineseTodo;

  Cause(String english, String todo, String chinese, String chineseTodo) {
    this.english = english;
    this.todo = todo;
    this.chinese = chinese;
    this.chineseTodo = chineseTodo;
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
