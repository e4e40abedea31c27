package org.countersign.centre.alert;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.countersign.centre.alert.AlertListener.Change;
import org.countersign.centre.condition.Capacity;
import org.countersign.centre.condition.Overview;
import org.countersign.centre.fleet.FleetLoop;
import org.countersign.centre.fleet.FleetView;
import org.countersign.centre.link.LinkStatus;
import org.countersign.centre.silence.Verdict;
import org.countersign.centre.store.StoreException;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code alerts}: looks at the fleet every two seconds and keeps the book of alerts. An
 * alert is kept before anybody is told of it.
 */
public final class AlertLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AlertLoop.class);
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("alerts").daemon().factory());
  private final AlertBook book;
  private final AlertTable table;
  private final FleetLoop fleet;
  private final Supplier<LinkStatus> link;
  private final Supplier<List<Alarmed>> alarms;
  private final InstantSource clock;
  private final List<AlertListener> listeners;

  /** On the thread alone. */
  private List<Alarmed> raised = List.of();

  /** What the fleet says at one moment. */
  private record Looked(List<Overview.Stopped> all, Map<String, Integer> stations) {}

  /**
   * Starts the thread, with what was open before a restart.
   *
   * @param alarms grave ones that are raised; asked at each look, on the loop's thread
   * @param listeners are told in this order
   */
  public AlertLoop(
      AlertBook book,
      AlertTable table,
      FleetLoop fleet,
      Supplier<LinkStatus> link,
      Supplier<List<Alarmed>> alarms,
      InstantSource clock,
      List<AlertListener> listeners) {
    this(book, table, fleet, link, alarms, clock, listeners, EVERY);
  }

  /** The same with another time between two looks. */
  AlertLoop(
      AlertBook book,
      AlertTable table,
      FleetLoop fleet,
      Supplier<LinkStatus> link,
      Supplier<List<Alarmed>> alarms,
      InstantSource clock,
      List<AlertListener> listeners,
      Duration every) {
    this.book = book;
    this.table = table;
    this.fleet = fleet;
    this.link = link;
    this.alarms = alarms;
    this.clock = clock;
    this.listeners = List.copyOf(listeners);
    table.open().forEach(alert -> book.restore(alert, clock.millis()));
    book.continueAfter(table.lastNumber());
    var ignored =
        thread.scheduleWithFixedDelay(
            this::turn, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A look out of its time; true when it is done. */
  CompletableFuture<Boolean> turnNow() {
    return on(() -> {
      turn();
      return true;
    });
  }

  private void turn() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.error("the look at the alerts met a defect and comes again", e);
    }
  }

  private void look() {
    LinkStatus now = link.get();
    Looked looked = fleet.ask(view -> looked(view.watch().all().toList())).join();
    long at = clock.millis();
    raised = raised();
    List<AlertEvent> events =
        book.look(Losses.of(looked.all(), now, at), raised, looked.stations(), at);
    List<AlertEvent> explained = explained(at);
    events.stream().map(this::withReason).forEach(this::tell);
    explained.forEach(this::tell);
  }

  /** Why the stations of each alert are silent, by what the fleet knows of some of them. */
  private List<AlertEvent> explained(long at) {
    Map<Long, List<EdgeNodeDescriptor>> silent = book.silent();
    if (silent.isEmpty()) {
      return List.of();
    }
    Map<Long, Verdict> verdicts = fleet.ask(view -> verdicts(view, silent, at)).join();
    List<AlertEvent> events = new ArrayList<>();
    verdicts.forEach((number, verdict) -> book.explain(number, verdict, at).ifPresent(events::add));
    return events;
  }

  private static Map<Long, Verdict> verdicts(
      FleetView view, Map<Long, List<EdgeNodeDescriptor>> silent, long at) {
    Map<Long, Verdict> verdicts = new TreeMap<>();
    silent.forEach((number, some) ->
        view.silences()
            .verdict(
                some.stream().flatMap(node -> view.state().station(node).stream()).toList(), at)
            .ifPresent(verdict -> verdicts.put(number, verdict)));
    return verdicts;
  }

  /** One that has just opened is told with its reason. */
  private AlertEvent withReason(AlertEvent event) {
    return event instanceof AlertEvent.Opened opened
        ? book.open(opened.alert().number()).<AlertEvent>map(AlertEvent.Opened::new).orElse(event)
        : event;
  }

  /** As it was, while the database does not answer: what stops cards is told all the same. */
  private List<Alarmed> raised() {
    try {
      return alarms.get();
    } catch (StoreException e) {
      LOG.error("the alarms of the stations cannot be read; those that were known stay", e);
      return raised;
    }
  }

  private static Looked looked(List<Overview.Stopped> all) {
    Map<String, Integer> stations = new HashMap<>();
    all.stream()
        .filter(station -> station.condition().capacity() != Capacity.AWAY)
        .forEach(station -> stations.merge(station.station().group(), 1, Integer::sum));
    return new Looked(all, stations);
  }

  private void tell(AlertEvent event) {
    Alert alert = event.alert();
    try {
      switch (event) {
        case AlertEvent.Closed closed ->
            table.close(new ClosedAlert(alert, clock.millis(), closed.absorbedBy()));
        case AlertEvent.Opened ignored -> table.save(alert);
        case AlertEvent.Explained ignored -> {}
        case AlertEvent.Escalated ignored -> table.save(alert);
      }
    } catch (StoreException e) {
      // People are told all the same: what stops cards is worth more than its own history.
      LOG.error("alert {} is not kept", alert.number(), e);
    }
    changed(
        switch (event) {
          case AlertEvent.Opened ignored -> Change.OPENED;
          case AlertEvent.Explained ignored -> Change.EXPLAINED;
          case AlertEvent.Escalated ignored -> Change.ESCALATED;
          case AlertEvent.Closed ignored -> Change.CLOSED;
        },
        alert);
  }

  private void changed(Change change, Alert alert) {
    for (AlertListener listener : listeners) {
      try {
        listener.changed(change, alert);
      } catch (RuntimeException e) {
        LOG.error("alert {} could not be told", alert.number(), e);
      }
    }
  }

  /** Every open alert, those first where most people wait. */
  public CompletableFuture<List<Alert>> open() {
    return on(book::open);
  }

  /**
   * Somebody looks after an alert.
   *
   * @return whether there is such an alert
   */
  public CompletableFuture<Boolean> acknowledge(long number, String by) {
    return on(() -> book.acknowledge(number, by) && keep(Change.ACKNOWLEDGED, number));
  }

  /**
   * Nobody is to be told of an alert again until then.
   *
   * @param until milliseconds since 1970-01-01T00:00:00Z
   * @return whether there is such an alert
   */
  public CompletableFuture<Boolean> silence(long number, long until) {
    return on(() -> book.silence(number, until) && keep(Change.SILENCED, number));
  }

  private boolean keep(Change change, long number) {
    book.open().stream()
        .filter(alert -> alert.number() == number)
        .forEach(alert -> {
          table.save(alert);
          changed(change, alert);
        });
    return true;
  }

  private <T> CompletableFuture<T> on(Supplier<T> question) {
    try {
      return CompletableFuture.supplyAsync(question, thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Ends the thread; what is open stays open. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the alerts' thread did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
