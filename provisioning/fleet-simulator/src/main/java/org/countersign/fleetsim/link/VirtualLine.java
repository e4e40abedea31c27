package org.countersign.fleetsim.link;

import java.util.List;
import java.util.SplittableRandom;
import org.countersign.fleetsim.box.SimulatedStation;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Fault;
import org.jspecify.annotations.Nullable;

/** What {@link StationLine} does, in the time of {@link VirtualLines} and on their thread. */
final class VirtualLine {

  /** A box starts in so many milliseconds. */
  private static final long BOOT = 20_000;

  private final SimulatedStation station;
  private final StationReports reports;
  private final long keepAlive;
  private final VirtualLines lines;
  private final SplittableRandom random;
  private final BackOff backOff;
  private boolean up;

  /** The will of the session in which the broker believes, which may outlive the connection. */
  private @Nullable Letter will;

  private long saidAt;

  /** Numbers of the timers that still count. */
  private long turn;

  private long tries;

  VirtualLine(
      SimulatedStation station, StationReports.Terms terms, long keepAlive, VirtualLines lines) {
    this.station = station;
    this.reports = new StationReports(station, terms, lines.clock());
    this.keepAlive = keepAlive;
    this.lines = lines;
    this.random = new SplittableRandom(station.identity().number());
    this.backOff = new BackOff(random);
  }

  SimulatedStation station() {
    return station;
  }

  private long now() {
    return lines.clock().real();
  }

  void start(long delayMillis) {
    tryAgain(delayMillis);
    work();
  }

  // ---- sessions

  private void tryAgain(long millis) {
    long number = ++tries;
    lines.schedule(
        now() + millis,
        () -> {
          if (number == tries) {
            connect();
          }
        });
  }

  private void connect() {
    if (up || !station.isOnline()) {
      return;
    }
    // The same client id: whatever session the broker believed in is over.
    publishWill();
    will = reports.opening().will();
    up = true;
    saidAt = now();
    reports.up();
    work();
  }

  private void publishWill() {
    Letter last = will;
    will = null;
    if (last != null) {
      lines.publish(last.topic(), last.payload());
    }
  }

  private void drop(LinkTrouble met) {
    up = false;
    reports.lost(met.word());
  }

  private void leave(List<Letter> last) {
    if (up) {
      publish(last);
      will = null;
      drop(LinkTrouble.STOPPED);
    }
  }

  private void reset(LinkTrouble met) {
    if (up) {
      drop(met);
      publishWill();
    }
  }

  /** Nothing passes any more; the broker waits for one and a half keep-alives. */
  private void abandon() {
    if (!up) {
      return;
    }
    drop(LinkTrouble.UNREACHABLE);
    Letter believed = will;
    long ping = keepAlive * 4 / 5;
    long heardAt = now() - (now() - saidAt) % ping;
    lines.schedule(
        heardAt + keepAlive * 3 / 2,
        () -> {
          if (will != null && will == believed) {
            publishWill();
          }
        });
  }

  void received(String topic, byte[] payload) {
    if (!up || station.isMute()) {
      return;
    }
    if (reports.arrived(topic, payload) == StationReports.Effect.LEAVE) {
      leave(reports.farewell());
      tryAgain(backOff.next());
    }
    work();
  }

  // ---- work

  /** Lets the station live, says what is due, and sets the next time. */
  private void work() {
    boolean speaks = up && !station.isMute();
    if (speaks) {
      for (List<Letter> due = reports.due(); !due.isEmpty(); due = reports.due()) {
        publish(due);
      }
    } else {
      reports.live();
    }
    long next = speaks ? reports.nextDue() : lines.clock().realAt(station.nextAt());
    long number = ++turn;
    lines.schedule(
        Math.max(next, now() + 1),
        () -> {
          if (number == turn) {
            work();
          }
        });
  }

  private void publish(List<Letter> letters) {
    saidAt = now();
    letters.forEach(letter -> lines.publish(letter.topic(), letter.payload()));
  }

  // ---- faults

  void begin(Fault fault) {
    reports.live();
    if (fault.cause().saysGoodbye()) {
      leave(reports.farewell(fault.stop()));
    }
    station.begin(fault);
    switch (fault.cause()) {
      case POWER_CUT -> {
        if (fault.ways().silent()) {
          abandon();
        } else {
          reset(LinkTrouble.CLOSED);
        }
      }
      case SERVICE_CRASH -> reset(LinkTrouble.CLOSED);
      case LINK_REFUSED, LINK_CERTIFICATE_ENDED -> reset(LinkTrouble.TLS);
      case LINE_CUT -> abandon();
      case NEW_VERSION -> comeBack();
      default -> {} // The box has it, not its line.
    }
    work();
  }

  void end(Fault fault) {
    reports.live();
    if (fault.cause() == Cause.NEW_VERSION) {
      leave(reports.farewell(fault.stop()));
    } else if (fault.cause() == Cause.HUNG) {
      reset(LinkTrouble.CLOSED);
    }
    station.end(fault);
    switch (fault.cause()) {
      case POWER_CUT, RESTART, PLANNED, NEW_VERSION, SERVICE_CRASH, HUNG -> comeBack();
      case LINE_CUT, LINK_REFUSED, LINK_CERTIFICATE_ENDED -> tryAgain(backOff.next());
      default -> {} // As at the begin.
    }
    work();
  }

  private void comeBack() {
    backOff.reset();
    long boot = random.nextLong(BOOT / 2, BOOT * 2);
    tryAgain(Math.max(random.nextLong(1_000), lines.clock().realAt(boot)));
  }
}
