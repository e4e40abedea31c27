package org.countersign.station.jobs;

import java.util.List;
import java.util.function.Consumer;

/** The station's events, past and coming. */
public interface EventFeed {

  /** Sequence number of the newest event; 0 without any. */
  long latest();

  /**
   * Events after a sequence number, oldest first. Reads the ledger: not from an event loop.
   *
   * @param limit at most so many
   */
  List<StationEvent> after(long sequence, int limit);

  /**
   * Calls the listener with every coming event, in order, on the ledger's thread; it must return at
   * once. The subscription ends when the returned handle is closed.
   */
  Subscription subscribe(Consumer<StationEvent> listener);

  /** Ends a subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
