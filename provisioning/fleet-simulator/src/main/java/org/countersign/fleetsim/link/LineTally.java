package org.countersign.fleetsim.link;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What all lines together did. Any thread. */
public final class LineTally {

  final AtomicInteger connected = new AtomicInteger();
  final LongAdder connects = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder published = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder received = new LongAdder();

  /** Sessions that are up: subscribed, and perhaps waiting for a host. */
  public int connected() {
    return connected.get();
  }

  /** Sessions that ever came up. */
  public long connects() {
    return connects.sum();
  }

  /** Tries that failed and sessions that ended against the station's will. */
  public long failures() {
    return failures.sum();
  }

  /** Messages handed to the broker. */
  public long published() {
    return published.sum();
  }

  /** Bytes of their payloads. */
  public long bytes() {
    return bytes.sum();
  }

  /** Messages that came from the broker. */
  public long received() {
    return received.sum();
  }
}
