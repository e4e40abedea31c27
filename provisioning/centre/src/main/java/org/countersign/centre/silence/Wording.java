package org.countersign.centre.silence;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.countersign.centre.silence.Evidence.Kind;

/** Facts as sentences. */
final class Wording {

  private static final long MINUTE = 60_000;

  private final DateTimeFormatter times;

  Wording(ZoneId zone) {
    this.times = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx").withZone(zone);
  }

  /** Whatever a station says, it is a time. */
  private String at(long millis) {
    return times.format(Instant.ofEpochMilli(Math.clamp(millis, 0, 1L << 47)));
  }

  Evidence plan(Plans.Work work) {
    return Evidence.of(
        Kind.PLAN,
        "work is planned until " + at(work.to()) + ": " + work.reason(),
        "计划作业至 " + at(work.to()) + "：" + work.reason());
  }

  Evidence stopped(LastWords words) {
    return Evidence.of(
        Kind.LAST_WORD, "its last word: " + words.planned(), "最后报告：" + words.planned());
  }

  Evidence expected(long until) {
    return Evidence.of(Kind.LAST_WORD, "it is to be back at " + at(until), "预计恢复时间 " + at(until));
  }

  Evidence overdue(long until) {
    return Evidence.of(
        Kind.LAST_WORD, "it was to be back at " + at(until), "本应于 " + at(until) + " 恢复");
  }

  Evidence nobodySaidUntilWhen() {
    return Evidence.of(Kind.LAST_WORD, "nobody said until when", "未说明恢复时间");
  }

  Evidence heard(long heardAt) {
    return Evidence.of(
        Kind.LAST_WORD, "it was heard last at " + at(heardAt), "最后一次收到消息 " + at(heardAt));
  }

  Evidence noBeats(long beat) {
    return Evidence.of(
        Kind.HEARTBEAT,
        "no heartbeat came, and one is due every " + beat / 1_000 + " s",
        "未收到心跳，应每 " + beat / 1_000 + " 秒一次");
  }

  Evidence sessionStands() {
    return Evidence.of(Kind.BROKER, "the broker still holds its session", "消息服务器仍保持其会话");
  }

  Evidence stuck(String part) {
    return Evidence.of(
        Kind.HEARTBEAT,
        "its heartbeat says that this part does not answer: " + part,
        "心跳报告此部件无响应：" + part);
  }

  Evidence battery() {
    return Evidence.of(Kind.POWER, "it said that it ran on battery", "最后报告使用电池供电");
  }

  Evidence batteries(Companions of) {
    return Evidence.of(
        Kind.POWER,
        of.onBattery() + " of the silent stations of " + place(of) + " said they ran on battery",
        placeChinese(of) + "失联站点中有 " + of.onBattery() + " 个最后报告使用电池供电");
  }

  Evidence noBatteryUsed(Companions of) {
    return Evidence.of(
        Kind.POWER,
        of.onMains()
            + " of the silent stations of "
            + place(of)
            + " have a battery and told no loss of power",
        placeChinese(of) + "失联站点中有 " + of.onMains() + " 个装有电池，但未报告断电");
  }

  Evidence certificate(long ends) {
    return Evidence.of(
        Kind.CERTIFICATE,
        "the certificate of its link ended at " + at(ends),
        "通信证书已于 " + at(ends) + " 到期");
  }

  Evidence clock(long ahead) {
    long off = Math.abs(ahead);
    String time = off < 2 * MINUTE ? off / 1_000 + " s" : off / MINUTE + " min";
    String chinese = off < 2 * MINUTE ? off / 1_000 + " 秒" : off / MINUTE + " 分钟";
    return Evidence.of(
        Kind.CLOCK,
        "its clock is " + time + (ahead > 0 ? " ahead" : " behind"),
        "其时钟" + (ahead > 0 ? "快 " : "慢 ") + chinese);
  }

  Evidence linkTrouble(long at) {
    return Evidence.of(
        Kind.BROKER,
        "the centre's own session with the broker broke at " + at(at),
        "中心与消息服务器的会话于 " + at(at) + " 中断");
  }

  /** Empty where the broker said nothing. */
  Optional<Evidence> parting(Parting parting) {
    return switch (parting) {
      case UNTOLD -> Optional.empty();
      case IN_ORDER -> broker("its session was ended in order", "会话正常结束");
      case CLOSED -> broker("its connection was closed at once", "连接被立即关闭");
      case TIMED_OUT -> broker("its session timed out: nothing came any more", "会话超时：不再收到任何数据");
      case OVERTAKEN -> broker("another client came to the broker with its id", "另一客户端使用相同标识连接");
      case THROWN_OUT ->
          broker("the broker ended its session, since it broke the rules", "消息服务器因违规终止会话");
    };
  }

  Evidence closedAtOnce(long after, long beat) {
    return Evidence.of(
        Kind.BROKER,
        "its will came %d s after its last message; a session that times out takes %d s or more, so its connection was closed"
            .formatted(after / 1_000, beat * 3 / 2_000),
        "最后一条消息 %d 秒后即收到遗嘱，而会话超时至少需要 %d 秒，因此连接是被关闭的".formatted(after / 1_000, beat * 3 / 2_000));
  }

  private static Optional<Evidence> broker(String english, String chinese) {
    return Optional.of(
        Evidence.of(Kind.BROKER, "the broker says: " + english, "消息服务器报告：" + chinese));
  }

  Evidence together(Companions of) {
    return Evidence.of(
        Kind.NEIGHBOURS,
        "%d of the %d other stations of %s fell silent in the same moments"
            .formatted(of.together(), of.others(), place(of)),
        "%s其余 %d 个站点中有 %d 个同时失联".formatted(placeChinese(of), of.others(), of.together()));
  }

  Evidence silent(Companions of) {
    return Evidence.of(
        Kind.NEIGHBOURS,
        "%d of the %d other stations of %s are silent now"
            .formatted(of.silent(), of.others(), place(of)),
        "%s其余 %d 个站点中有 %d 个目前失联".formatted(placeChinese(of), of.others(), of.silent()));
  }

  Evidence alone(Companions of) {
    return Evidence.of(
        Kind.NEIGHBOURS,
        "of the %d other stations of %s %d are heard"
            .formatted(of.others(), place(of), of.others() - of.silent()),
        "%s其余 %d 个站点中有 %d 个正常".formatted(placeChinese(of), of.others(), of.others() - of.silent()));
  }

  private static String place(Companions of) {
    return switch (of.kind()) {
      case SITE -> "the site " + of.name();
      case DISTRICT -> "the district " + of.name();
      case FLEET -> "the fleet";
    };
  }

  private static String placeChinese(Companions of) {
    return switch (of.kind()) {
      case SITE -> "地点 " + of.name() + " ";
      case DISTRICT -> "区域 " + of.name() + " ";
      case FLEET -> "全网";
    };
  }

  Evidence booted(long at) {
    return Evidence.of(Kind.BOOT, "its box started at " + at(at), "设备于 " + at(at) + " 启动");
  }

  Evidence started(long at, boolean boxWent) {
    return boxWent
        ? Evidence.of(
            Kind.BOOT,
            "its service started at " + at(at) + ", and the box was on all the time",
            "服务于 " + at(at) + " 启动，其间设备一直开机")
        : Evidence.of(Kind.BOOT, "its service started at " + at(at), "服务于 " + at(at) + " 启动");
  }

  Evidence lastClean(boolean clean) {
    return clean
        ? Evidence.of(Kind.BOOT, "its run before ended in order", "上次运行正常结束")
        : Evidence.of(Kind.BOOT, "its run before was cut off", "上次运行异常中断");
  }

  Evidence wentOn() {
    return Evidence.of(Kind.BOOT, "box and service ran all the time", "设备与服务一直在运行");
  }

  /** A word of the closed set of {@code Link/Outage Reason}. */
  Evidence outage(String reason) {
    return Evidence.of(Kind.OUTAGE, "its tries to connect met: " + reason, "其连接尝试遇到：" + reason);
  }
}
