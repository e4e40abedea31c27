package org.countersign.station.desk;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.countersign.station.stock.Account;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.jspecify.annotations.Nullable;

/**
 * {@code countersign.stock}: cards by product and state, with the cards of no batch. The ledger is
 * asked once a scrape, not once a number.
 */
public final class StockMeters {

  private static final long FRESH_NANOS = 500_000_000L;

  private final Supplier<Account> account;
  private final LongSupplier nanoTime;
  private @Nullable Account seen;
  private long seenAt;

  private StockMeters(Supplier<Account> account, LongSupplier nanoTime) {
    this.account = account;
    this.nanoTime = nanoTime;
  }

  /** Adds the gauges. */
  public static void register(
      Supplier<Account> account,
      Set<String> products,
      MeterRegistry meters,
      LongSupplier nanoTime) {
    StockMeters stock = new StockMeters(account, nanoTime);
    for (String product : products) {
      for (CardState state : CardState.values()) {
        Gauge.builder("countersign.stock", () -> stock.cards(product, state))
            .description("Cards by product and state, as on record")
            .tag("product", product)
            .tag("state", state.word())
            .register(meters);
      }
    }
    stock.gauge(
        meters,
        "countersign.stock.unbatched",
        "Cards that were taken while no batch was open",
        now -> now.batches().stream().filter(Batch::isUnbatched).mapToLong(Batch::received).sum());
    stock.gauge(
        meters,
        "countersign.stock.discrepancies",
        "Things about the stock that a person should look into",
        now -> now.discrepancies().size());
    stock.gauge(
        meters, "countersign.shift", "Number of the open shift; 0 if none is", Account::shift);
  }

  private void gauge(
      MeterRegistry meters, String name, String description, ToDoubleFunction<Account> value) {
    Gauge.builder(name, () -> value.applyAsDouble(now())).description(description).register(meters);
  }

  private double cards(String product, CardState state) {
    List<Batch> batches =
        now().batches().stream().filter(batch -> batch.product().equals(product)).toList();
    return Batch.sum(batches, state);
  }

  private synchronized Account now() {
    long now = nanoTime.getAsLong();
    Account known = seen;
    if (known == null || now - seenAt > FRESH_NANOS) {
      known = account.get();
      seen = known;
      seenAt = now;
    }
    return known;
  }
}
