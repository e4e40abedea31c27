package org.countersign.station.fleet;

import org.countersign.protocol.records.RecordSource;

/** The station's outbox, as the fleet link needs it. The link's thread; may wait for the ledger. */
public interface RecordOutbox extends RecordSource {

  /**
   * The centre has everything up to a sequence.
   *
   * @return whether it is to be said again later, because a card is not proven yet
   * @throws RuntimeException if it could not be written down; it is said again later
   */
  boolean acknowledge(long through);
}
