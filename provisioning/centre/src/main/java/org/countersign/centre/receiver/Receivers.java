package org.countersign.centre.receiver;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.countersign.centre.alert.Alert;
import org.countersign.centre.alert.AlertListener;
import org.countersign.centre.config.CentreConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells alerts to a webhook, each change in order and until it is taken, and to an Alertmanager,
 * which wants to be told again and again what still is. Both may be away for as long as they like:
 * of a webhook's letters the newest thousand are kept. Its thread is {@code receivers}. A silenced
 * alert is told to nobody until it ends; that it ended is told, since a receiver holds it open.
 */
public final class Receivers implements AlertListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Receivers.class);
  private static final Duration TURN = Duration.ofSeconds(1);
  private static final Duration AGAIN = Duration.ofSeconds(60);
  private static final Duration WITHIN = Duration.ofSeconds(10);

  /** An Alertmanager ends an alert that it is not told of for so long. */
  private static final Duration LASTS = AGAIN.multipliedBy(4);

  private static final Duration LONGEST_REST = Duration.ofMinutes(1);
  private static final int MOST_LETTERS = 1_000;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("receivers").daemon().factory());
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(WITHIN).build();
  private final CentreConfig.Receivers config;
  private final InstantSource clock;
  private final Letters letters;

  // On the thread alone from here.
  private final Deque<byte[]> webhook = new ArrayDeque<>();
  private final Map<Long, Alert> open = new TreeMap<>();
  private Instant tryWebhook = Instant.MIN;
  private Instant tellManager = Instant.MIN;
  private Duration rest = TURN;

  /** Starts the thread. */
  public Receivers(CentreConfig.Receivers config, InstantSource clock) {
    this(config, clock, TURN);
  }

  /** The same with another time between two turns. */
  Receivers(CentreConfig.Receivers config, InstantSource clock, Duration every) {
    this.config = config;
    this.clock = clock;
    this.letters = new Letters(config.page());
    var ignored =
        thread.scheduleWithFixedDelay(
            this::turn, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A turn out of its time, after what was told before; true when it is done. */
  Future<Boolean> turnNow() {
    return thread.submit(this::turn, true);
  }

  /** Alerts that are open from before a restart, for the Alertmanager. */
  public void restore(List<Alert> alerts) {
    thread.execute(() -> alerts.forEach(alert -> open.put(alert.number(), alert)));
  }

  @Override
  public void changed(Change change, Alert alert) {
    thread.execute(() -> take(change, alert));
  }

  private void take(Change change, Alert alert) {
    boolean silenced = alert.silencedUntil() > clock.millis();
    if (change == Change.CLOSED) {
      open.remove(alert.number());
      tell(List.of(alert), clock.instant());
    } else {
      open.put(alert.number(), alert);
      tellManager = Instant.MIN;
    }
    boolean told = !silenced || change == Change.SILENCED || change == Change.CLOSED;
    if (config.webhook().isPresent() && told) {
      webhook.add(letters.webhook(change, alert, clock.millis()));
      if (webhook.size() > MOST_LETTERS) {
        byte[] ignored = webhook.remove();
      }
    }
  }

  private void turn() {
    try {
      sendLetters();
      tellAgain();
    } catch (RuntimeException e) {
      LOG.error("telling alerts met a defect and goes on", e);
    }
  }

  private void sendLetters() {
    while (!webhook.isEmpty() && !clock.instant().isBefore(tryWebhook)) {
      if (post("webhook", config.webhook().orElseThrow(), webhook.getFirst())) {
        byte[] ignored = webhook.remove();
        rest = TURN;
      } else {
        tryWebhook = clock.instant().plus(rest);
        rest =
            rest.multipliedBy(2).compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : LONGEST_REST;
      }
    }
  }

  private void tellAgain() {
    Instant now = clock.instant();
    if (!open.isEmpty() && !now.isBefore(tellManager)) {
      tellManager = now.plus(AGAIN);
      tell(
          open.values().stream()
              .filter(alert -> alert.silencedUntil() <= now.toEpochMilli())
              .toList(),
          now.plus(LASTS));
    }
  }

  private void tell(List<Alert> alerts, Instant endsAt) {
    if (config.alertmanager().isPresent() && !alerts.isEmpty()) {
      URI address = config.alertmanager().get().resolve("/api/v2/alerts");
      if (!post("Alertmanager", address, letters.alertmanager(alerts, endsAt))) {
        tellManager = clock.instant().plus(TURN.multipliedBy(5));
      }
    }
  }

  private boolean post(String what, URI address, byte[] letter) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(WITHIN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(letter))
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 == 2) {
        return true;
      }
      LOG.warn("The {} at {} answered {}; it is tried again", what, address.getHost(), status);
    } catch (IOException e) {
      LOG.warn("The {} at {} is not reached: {}", what, address.getHost(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** Ends; letters that wait are lost, the alerts they tell of are not. */
  @Override
  public void close() {
    thread.shutdownNow();
    client.close();
  }
}
