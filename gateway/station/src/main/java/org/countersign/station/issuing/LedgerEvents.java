package org.countersign.station.issuing;

import java.util.List;
import java.util.function.Consumer;
import org.countersign.station.jobs.EventFeed;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.ledger.Ledger;

/** The station's events as the ledger has them. */
public final class LedgerEvents implements EventFeed {

  private final Ledger ledger;

  /** Over the ledger. */
  public LedgerEvents(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public long latest() {
    return ledger.latest();
  }

  @Override
  public List<StationEvent> after(long sequence, int limit) {
    return ledger.after(sequence, limit);
  }

  @Override
  public Subscription subscribe(Consumer<StationEvent> listener) {
    // Wrapped, so that one listener subscribed twice is two subscriptions.
    Consumer<StationEvent> own = event -> listener.accept(event);
    ledger.listen(own);
    return () -> ledger.forget(own);
  }
}
