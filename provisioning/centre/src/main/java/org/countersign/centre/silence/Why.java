package org.countersign.centre.silence;

/** What makes a station silent; with what to do about it. */
public enum Why {
  /** Somebody said so before. */
  PLANNED("it was stopped on purpose", "nothing until it is to be back", "按计划停机", "恢复时间之前无需处理"),
  /** The box has no current. */
  POWER(
      "the power failed",
      "see that there is current there; a box starts by itself when it is back",
      "供电中断",
      "请检查供电；恢复供电后设备会自行启动"),
  /** What lies between the box and the broker. */
  LINE(
      "its line is broken",
      "call who looks after the line; cards may still be made there",
      "线路中断",
      "请联系线路维护单位；该处仍可能在制证"),
  /** The broker, or the centre's own way to it. */
  BROKER(
      "the broker, or the way to it, has trouble",
      "look at the broker and its network; no box needs a visit",
      "消息服务器或其网络故障",
      "请检查消息服务器及其网络；无需前往站点"),
  /** Its process ended while the box went on. */
  SERVICE(
      "its service ended while the box went on",
      "start the service anew, and read its log",
      "站点服务已停止，设备仍在运行",
      "请重新启动服务并查看日志"),
  /** The session stands, and nothing is said in it. */
  HUNG(
      "it is connected and does not answer",
      "start its service anew; if that does not help, the box",
      "已连接但无响应",
      "请重新启动其服务；若无效，请重启设备"),
  /** With a wrong time no certificate is valid. */
  CLOCK(
      "its clock is wrong",
      "set its clock, and see that it hears its time server",
      "时钟错误",
      "请校准时钟并检查时间服务器"),
  /** The broker lets it in no more. */
  CERTIFICATE("the certificate of its link ended", "renew its certificate", "通信证书已到期", "请更换证书"),
  /** Nothing tells. */
  UNKNOWN(
      "nothing tells why",
      "see that the box is on and its cable is plugged in, then call who looks after the line",
      "原因不明",
      "请确认设备已通电、网线已插好，再联系线路维护单位");

  private final Sentence what;
  private final Sentence todo;

  Why(String english, String todo, String chinese, String chineseTodo) {
    this.what = new Sentence(english, chinese);
    this.todo = new Sentence(todo, chineseTodo);
  }

  /** What it is. */
  public Sentence what() {
    return what;
  }

  /** What to do. */
  public Sentence todo() {
    return todo;
  }
}
