package org.countersign.station.fleet;

import java.util.concurrent.CompletableFuture;
import org.countersign.protocol.records.RecordSource;

/** The station's outbox, as the fleet link needs it. The link's thread, which reads in it. */
public interface RecordOutbox extends RecordSource {

  /**
   * The centre has everything up to a sequence. Begins to write that down and does not wait for the
   * disk; one is begun at a time.
   *
   * @return done when it is on record: whether it is to be said again later, because a card is not
   *     proven yet; failed, if it could not be written down, and then it is said again too
   * @throws RuntimeException if not even the ledger could be read
   */
  CompletableFuture<Boolean> acknowledge(long through);
}
