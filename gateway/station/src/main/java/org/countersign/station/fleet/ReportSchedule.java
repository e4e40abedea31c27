package org.countersign.station.fleet;

import org.countersign.mqtt.Ticker;

/** When the station is told anew: after a change, after a while, or when asked. Link's thread. */
final class ReportSchedule {

  /** What is to be sent now. */
  enum Due {
    NOTHING,
    REPORT,
    REBIRTH
  }

  private final FleetConfig config;
  private final Ticker ticker;
  private boolean changed;
  private boolean rebirthAsked;
  private long nextReport;
  private long nextRefresh;
  private long nextRebirth;

  ReportSchedule(FleetConfig config, Ticker ticker) {
    this.config = config;
    this.ticker = ticker;
  }

  /** A session begins: everything may be told at once. */
  void begin() {
    long now = ticker.now();
    nextReport = now;
    nextRebirth = now;
    nextRefresh = ticker.in(config.refresh());
    rebirthAsked = false;
    changed = true;
  }

  void changed() {
    changed = true;
  }

  void askRebirth() {
    rebirthAsked = true;
  }

  /** Births were asked for and are still to be sent. */
  boolean isRebirthAsked() {
    return rebirthAsked;
  }

  /** Moment of the monotonic clock at which {@link #due} is to be asked next. */
  long next() {
    if (rebirthAsked) {
      return nextRebirth;
    }
    return changed ? nextReport : nextRefresh;
  }

  Due due() {
    if (ticker.isDue(nextRefresh)) {
      nextRefresh = ticker.in(config.refresh());
      changed = true;
    }
    if (rebirthAsked) {
      // Not a data message more before the births, {@code rebirth-action-1}.
      return ticker.isDue(nextRebirth) ? Due.REBIRTH : Due.NOTHING;
    }
    return changed && ticker.isDue(nextReport) ? Due.REPORT : Due.NOTHING;
  }

  /** The station's state is being read. */
  void taken() {
    nextReport = ticker.in(config.minInterval());
    changed = false;
  }

  void rebirthTried() {
    nextRebirth = ticker.in(LinkLoop.REBIRTH_GAP);
  }

  void rebirthDone() {
    rebirthAsked = false;
  }
}
