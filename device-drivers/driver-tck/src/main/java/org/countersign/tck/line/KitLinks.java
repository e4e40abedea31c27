package org.countersign.tck.line;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.Links;

/** Lines of a bench with the kit in between: it writes along, and breaks them when told to. */
public final class KitLinks implements Links {

  private final Links bench;
  private final AtomicInteger opened = new AtomicInteger();
  private volatile Optional<Transcript> record = Optional.empty();
  private volatile Optional<ArmedFault> armed = Optional.empty();

  /** Lines as the bench opens them. */
  public KitLinks(Links bench) {
    this.bench = bench;
  }

  @Override
  public ByteLink open(String address, LineSettings settings, Duration limit) throws LinkException {
    opened.incrementAndGet();
    Thread thread = Thread.currentThread();
    ClassLoader driver = thread.getContextClassLoader();
    // Threads of the line are the gateway's: they must not inherit what marks the driver's own.
    thread.setContextClassLoader(KitLinks.class.getClassLoader());
    try {
      ByteLink line = bench.open(address, settings, limit);
      record.ifPresent(transcript -> transcript.opened(address));
      return new KitLine(line, this);
    } finally {
      thread.setContextClassLoader(driver);
    }
  }

  /** How many lines were opened. */
  public int opened() {
    return opened.get();
  }

  /**
   * Breaks the line at one question.
   *
   * @param after questions that pass before; counted by changes from reading to writing
   * @param random for the place and kind of the damage
   */
  public void arm(LineFault fault, int after, Random random) {
    armed = Optional.of(new ArmedFault(fault, after, random));
  }

  /** Heals the line, as far as it is not lost. */
  public void disarm() {
    armed = Optional.empty();
  }

  /** Whether the fault has met a question. */
  public boolean struck() {
    return armed.map(ArmedFault::hasStruck).orElse(false);
  }

  /** Writes along from now on. */
  public void record(Transcript transcript) {
    record = Optional.of(transcript);
  }

  /** Writes along no more. */
  public void stopRecording() {
    record = Optional.empty();
  }

  Optional<ArmedFault> armed() {
    return armed;
  }

  Optional<Transcript> transcript() {
    return record;
  }
}
