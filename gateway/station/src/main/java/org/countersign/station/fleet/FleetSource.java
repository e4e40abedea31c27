package org.countersign.station.fleet;

import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.station.jobs.EventFeed.Subscription;

/** What the station has to say to the fleet. */
public interface FleetSource {

  /**
   * The station at this moment: all its metrics, all connected devices. Called on one thread that
   * the link has for it, at most once per report; may wait for the ledger.
   */
  NodeImage snapshot();

  /**
   * Which part of the station does not answer in time, in a word of {@code docs/sparkplug.md};
   * empty while all do. The link's thread; returns at once, whatever hangs.
   */
  default String stuck() {
    return "";
  }

  /**
   * Calls the listener, on any thread, whenever the image may have changed. The listener returns at
   * once.
   */
  Subscription onChange(Runnable listener);
}
