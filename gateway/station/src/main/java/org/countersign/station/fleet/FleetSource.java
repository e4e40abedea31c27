package org.countersign.station.fleet;

import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.station.jobs.EventFeed.Subscription;

/** What the station has to say to the fleet. */
public interface FleetSource {

  /**
   * The station at this moment: all its metrics, all connected devices. Called on the fleet link's
   * thread alone, at most once per report; may wait for the ledger.
   */
  NodeImage snapshot();

  /**
   * Calls the listener, on any thread, whenever the image may have changed. The listener returns at
   * once.
   */
  Subscription onChange(Runnable listener);
}
