package org.countersign.centre.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.countersign.centre.fleet.FleetLoop;
import org.countersign.centre.history.HistoryRecorder;
import org.countersign.centre.store.SilenceTable;
import org.countersign.centre.store.StationTable;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.KnownNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps which stations there are over a restart, and lets old samples go to history. Its thread is
 * {@code keeper}.
 */
public final class StationKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StationKeeper.class);
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final Duration SILENCES_EVERY = Duration.ofSeconds(5);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("keeper").daemon().factory());
  private final StationTable table;
  private final FleetLoop fleet;
  private final HistoryRecorder recorder;
  private final InstantSource clock;
  private final SilenceKeeper silences;

  /** What the table holds; on the thread. */
  private final Map<EdgeNodeDescriptor, KnownNode> kept = new HashMap<>();

  private StationKeeper(
      StationTable table,
      SilenceTable silences,
      FleetLoop fleet,
      HistoryRecorder recorder,
      InstantSource clock) {
    this.table = table;
    this.fleet = fleet;
    this.recorder = recorder;
    this.clock = clock;
    this.silences = new SilenceKeeper(silences, fleet, clock);
  }

  /** Tells the fleet what is known from before, and starts the thread; before there is a link. */
  static StationKeeper start(
      StationTable table,
      SilenceTable silences,
      FleetLoop fleet,
      HistoryRecorder recorder,
      InstantSource clock) {
    StationKeeper keeper = new StationKeeper(table, silences, fleet, recorder, clock);
    keeper.restore();
    var ignored =
        keeper.thread.scheduleWithFixedDelay(
            keeper::turn, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    ignored =
        keeper.thread.scheduleWithFixedDelay(
            keeper::saveSilences,
            SILENCES_EVERY.toMillis(),
            SILENCES_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
    return keeper;
  }

  private void restore() {
    List<KnownNode> known = table.all();
    known.forEach(node -> kept.put(node.node(), node));
    boolean ignored = fleet.restore(known, silences.heardUntil().orElse(clock.millis())).join();
    silences.restore();
    LOG.info("{} stations are known from before", known.size());
  }

  private void turn() {
    try {
      boolean ignored =
          fleet
              .ask(view -> {
                recorder.tick(clock.millis());
                return true;
              })
              .join();
      save();
    } catch (RuntimeException e) {
      LOG.error("the known stations are not kept; the next try is in {} s", EVERY.toSeconds(), e);
    }
  }

  private void saveSilences() {
    try {
      silences.save();
    } catch (RuntimeException e) {
      LOG.error("silences are not kept; the next try is in {} s", SILENCES_EVERY.toSeconds(), e);
    }
  }

  private void save() {
    List<KnownNode> known = fleet.ask(view -> view.host().known().toList()).join();
    List<KnownNode> other = new ArrayList<>();
    for (KnownNode node : known) {
      if (!node.equals(kept.get(node.node()))) {
        other.add(node);
      }
    }
    if (!other.isEmpty()) {
      table.save(other);
      other.forEach(node -> kept.put(node.node(), node));
    }
  }

  /**
   * Takes a station out of the fleet and of the table, until it is heard again. Any thread.
   *
   * @return true when it is done; fails with {@link RejectedExecutionException} if the centre ends,
   *     and with {@link org.countersign.centre.store.StoreException} if the database does not
   *     answer
   */
  public CompletableFuture<Boolean> retire(EdgeNodeDescriptor station) {
    try {
      return CompletableFuture.supplyAsync(() -> takeOut(station), thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The table first: if it does not answer, the station is where it was. */
  private boolean takeOut(EdgeNodeDescriptor station) {
    silences.forget(station);
    table.forget(station);
    kept.remove(station);
    return fleet.forget(station).join();
  }

  /** Saves once more, and ends. */
  @Override
  public void close() {
    thread.execute(this::turn);
    thread.execute(this::saveSilences);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(EVERY.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("the known stations were not kept in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
