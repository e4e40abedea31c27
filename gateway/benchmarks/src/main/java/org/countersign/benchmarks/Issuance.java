package org.countersign.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.countersign.station.client.EventStream;
import org.countersign.station.client.StationClient;
import org.countersign.station.client.StationException;
import org.countersign.station.jobs.StationEvent;
import org.jspecify.annotations.Nullable;

/** A clerk's software: submits jobs and hears from the event stream what became of them. */
final class Issuance implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private record Heard(StationEvent event, long at) {}

  /**
   * When a client saw what, in milliseconds from just before it sent the job.
   *
   * @param accepted the answer to PUT: the job is durable
   * @param activated the event that the card is valid
   * @param proven the event that the independent inspection found it good
   */
  record Times(double accepted, double activated, double proven) {}

  private final StationClient client;
  private final EventStream stream;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

  /** Opens the event stream. */
  Issuance(StationClient client) throws StationException, InterruptedException {
    this.client = client;
    this.stream = client.events(OptionalLong.empty());
    Thread.ofPlatform().daemon().name("events").start(this::listen);
  }

  private void listen() {
    try {
      for (StationEvent e = stream.next(); e != null; e = stream.next()) {
        heard.add(new Heard(e, System.nanoTime()));
      }
    } catch (IOException closed) {
      // Whoever still waits for an event tells.
    }
  }

  /**
   * Has one card issued.
   *
   * @throws IOException if it does not come to a good end within a minute
   */
  Times issue(String job, byte[] application)
      throws StationException, InterruptedException, IOException {
    heard.clear();
    long start = System.nanoTime();
    client.submit(job, application);
    double accepted = millis(start, System.nanoTime());
    double activated = 0;
    while (true) {
      Heard next = next(job);
      StationEvent event = next.event();
      if (!event.subject().equals(job)) {
        continue;
      }
      String verdict = event.facts().get("verdict");
      if (verdict != null) {
        return new Times(accepted, activated, millis(start, next.at()));
      }
      if (event.facts().containsKey("problem")) {
        throw new IOException(job + " is " + event.state() + ": " + event.facts().get("problem"));
      }
      activated = event.state().equals("ACTIVATED") ? millis(start, next.at()) : activated;
    }
  }

  private Heard next(String job) throws IOException, InterruptedException {
    @Nullable Heard next = heard.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new IOException("nothing was heard of " + job + " for " + LIMIT.toSeconds() + " s");
    }
    return next;
  }

  private static double millis(long from, long to) {
    return (to - from) / 1e6;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
