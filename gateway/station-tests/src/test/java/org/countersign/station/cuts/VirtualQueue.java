package org.countersign.station.cuts;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A queue whose one taker waits in virtual time. */
@SuppressWarnings("serial")
final class VirtualQueue<E> extends ArrayBlockingQueue<E> {

  private static final int PLACES = 1_024;

  private final transient VirtualTime.Signal arrived;

  VirtualQueue(VirtualTime time) {
    super(PLACES);
    this.arrived = new VirtualTime.Signal(time);
  }

  @Override
  public boolean offer(E piece) {
    boolean taken = super.offer(piece);
    arrived.tell();
    return taken;
  }

  @Override
  public boolean offer(E piece, long limit, TimeUnit unit) {
    return offer(piece);
  }

  @Override
  public @Nullable E poll(long limit, TimeUnit unit) {
    E first = poll();
    if (first != null) {
      return first;
    }
    arrived.await(Duration.ofNanos(unit.toNanos(limit)));
    return poll();
  }
}
