package org.countersign.centre.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.countersign.centre.alert.Alert;
import org.countersign.centre.alert.AlertListener;
import org.countersign.centre.link.LinkStatus;
import org.countersign.http.EventBoard;
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

  /** Alerts that a slow reader may be behind; one more and it is cut off. */
  private static final int MOST_WAITING = 256;

  private static final Duration ALIVE = Duration.ofSeconds(10);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("events").daemon().factory());
  private final Map<Language, EventBoard> boards = new EnumMap<>(Language.class);
  private final Map<Language, ObjectNode> last = new EnumMap<>(Language.class);
  private final InstantSource clock;
  private long aliveAt;

  EventPublisher(InstantSource clock) {
    this.clock = clock;
    for (Language language : Language.values()) {
      boards.put(language, new EventBoard(MOST_WAITING));
    }
  }

  /** Events in a language. */
  EventBoard board(Language language) {
    return Objects.requireNonNull(boards.get(language));
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
        overview(source, language);
      }
      long now = clock.millis();
      if (now - aliveAt >= ALIVE.toMillis()) {
        aliveAt = now;
        tellAll("alive", "alive", language -> Json.object().put("at", now));
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
      board(language).post("overview", "overview", Json.bytes(now));
    }
  }

  private void tellAll(String name, String kind, Function<Language, ObjectNode> data) {
    boards.forEach((language, board) -> board.tell(name, kind, Json.bytes(data.apply(language))));
  }

  @Override
  public void changed(Change change, Alert alert) {
    String word = change.name().toLowerCase(Locale.ROOT);
    tellAll(
        "alert " + alert.number(),
        "alert",
        language -> AlertApi.node(alert, language).put("change", word));
  }

  void changed(LinkStatus link) {
    byte[] data = Json.bytes(FleetViews.link(link));
    boards.values().forEach(board -> board.post("link", "link", data));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
