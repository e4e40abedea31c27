package org.countersign.station.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was opened, the newest first; one that fails does not keep the others open. */
final class Closers implements AutoCloseable {

  private record Closer(String what, AutoCloseable thing) {}

  private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

  private final Deque<Closer> stack = new ArrayDeque<>();

  /** Will be closed before all that came earlier. */
  synchronized <T extends AutoCloseable> T add(String what, T thing) {
    stack.push(new Closer(what, thing));
    return thing;
  }

  @Override
  public void close() {
    Closer next;
    while ((next = pop()) != null) {
      try {
        next.thing().close();
      } catch (Exception e) {
        LOG.error("closing {} failed", next.what(), e);
      }
    }
  }

  private synchronized @Nullable Closer pop() {
    return stack.poll();
  }
}
