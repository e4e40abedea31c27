package org.countersign.centre.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.countersign.centre.alert.Alert;
import org.countersign.centre.alert.AlertListener;
import org.countersign.centre.link.LinkStatus;
import org.countersign.http.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the event streams: each change of an alert and of the link at once, the overview when it is
 * another one, at most once a second, and every ten seconds that the centre is alive. Its thread is
 * {@code events}; the overview is made once for all readers of a language.
 */
final class EventPublisher implements AlertListener, AutoCloseable {

  /** Makes the first page. */
  interface OverviewSource {
    ObjectNode overview(Language language) throws Refusal;
  }

  private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
  private static final Duration TURN = Duration.ofSeconds(1);
  private static final Duration ALIVE = Duration.ofSeconds(10);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("events").daemon().factory());
  private final Map<Language, CentreEvents> logs = new EnumMap<>(Language.class);
  private final Map<Language, ObjectNode> last = new EnumMap<>(Language.class);
  private final InstantSource clock;
  private long aliveAt;

  EventPublisher(InstantSource clock) {
    this.clock = clock;
    for (Language language : Language.values()) {
      logs.put(language, new CentreEvents());
    }
  }

  /** Events in a language. */
  CentreEvents log(Language language) {
    return logs.get(language);
  }

  /** Starts the thread. */
  void start(OverviewSource source) {
    var ignored =
        thread.scheduleWithFixedDelay(
            () -> turn(source), TURN.toMillis(), TURN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void turn(OverviewSource source) {
    try {
      for (Language language : Language.values()) {
        if (log(language).isHeard()) {
          overview(source, language);
        } else {
          last.remove(language);
        }
      }
      long now = clock.millis();
      if (now - aliveAt >= ALIVE.toMillis()) {
        aliveAt = now;
        logs.values().forEach(log -> log.event("alive", Json.object().put("at", now)));
      }
    } catch (Refusal e) {
      LOG.debug("no overview now: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("telling the event streams met a defect and goes on", e);
    }
  }

  private void overview(OverviewSource source, Language language) throws Refusal {
    ObjectNode now = source.overview(language);
    ObjectNode compared = now.deepCopy().without("at");
    if (!compared.equals(last.put(language, compared))) {
      log(language).overview(now);
    }
  }

  @Override
  public void changed(Change change, Alert alert) {
    logs.forEach((language, log) ->
        log.event(
            "alert",
            AlertApi.node(alert, language).put("change", change.name().toLowerCase(Locale.ROOT))));
  }

  void changed(LinkStatus link) {
    logs.values().forEach(log -> log.event("link", FleetViews.link(link)));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
