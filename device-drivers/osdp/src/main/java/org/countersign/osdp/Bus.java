package org.countersign.osdp;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.LinkException.Reason;
import org.countersign.framing.FrameReader;

/**
 * An open line with the readers on it. It is closed with the last of them, or when it is lost,
 * which each of them then hears. Reading and writing is for the one who has the turn; the rest is
 * for any thread.
 */
final class Bus {

  /** A packet's pauses are shorter: 16 ms with many USB adapters, more over a network. */
  private static final Duration GAP = Duration.ofMillis(100);

  private static final Duration QUIET = Duration.ofMillis(50);
  private static final Duration NOISE = Duration.ofMillis(500);
  private static final Duration FLUSH = Duration.ofSeconds(1);

  private final ByteLink link;
  private final FrameReader<Packet> frames;
  private final LineSettings agreed;
  private final Turns turns = new Turns();
  private final Map<Integer, Line> readers = new TreeMap<>();
  private boolean ended;
  private volatile LineSettings settings;
  private volatile Optional<LinkException> loss = Optional.empty();

  Bus(ByteLink link, LineSettings agreed, LongSupplier clock) {
    this.link = link;
    this.agreed = agreed;
    this.settings = agreed;
    this.frames = new FrameReader<>(link, new PacketDecoder(), clock, GAP);
  }

  /**
   * Adds a reader.
   *
   * @return false if the line has ended and is to be opened anew
   * @throws DeviceException {@link Fault#CONFIGURATION} if it does not fit the others
   */
  synchronized boolean join(Line reader, LineSettings wanted) throws DeviceException {
    if (!ended && !link.isOpen()) {
      lost(new LinkException(Reason.LOST, true, link.name() + " is gone", null));
    }
    if (ended) {
      return false;
    }
    Line same = readers.get(reader.address());
    if (same != null) {
      throw refused(
          Fault.CONFIGURATION,
          "device '%s' has address %d on %s already; give '%s' the address of another reader"
              .formatted(same.device(), same.address(), name(), reader.device()));
    }
    if (!agreed.equals(wanted)) {
      throw refused(
          Fault.CONFIGURATION,
          "device '%s' wants %d bit/s on %s, where %s has %d; give all readers of a line one baud"
              .formatted(reader.device(), wanted.baud(), name(), devices(), agreed.baud()));
    }
    if (!settings.equals(agreed)) {
      throw refused(
          Fault.COMMUNICATION,
          "%s looks for its reader at another speed on %s; try again".formatted(devices(), name()));
    }
    readers.put(reader.address(), reader);
    return true;
  }

  private String devices() {
    return readers.values().stream().map(r -> "'" + r.device() + "'").toList().toString();
  }

  private static DeviceException refused(Fault fault, String why) {
    return new DeviceException(fault, Effect.NONE, "", "joining an OSDP line: " + why);
  }

  /** Takes a reader away, whose waiting calls return; the last one closes the line. Idempotent. */
  void leave(Line reader) {
    synchronized (this) {
      if (readers.remove(reader.address(), reader) && readers.isEmpty()) {
        ended = true;
        link.close();
      }
    }
    turns.wake();
  }

  private synchronized void lost(LinkException how) {
    if (!ended) {
      ended = true;
      loss = Optional.of(how);
      link.close(); // Whoever opens the line anew must not find it taken.
      turns.wake();
    }
  }

  /** Whether other readers wait while one does. */
  synchronized boolean isShared() {
    return readers.size() > 1;
  }

  /**
   * Waits for the turn, which {@link #endTurn} ends.
   *
   * @return false if it did not come in time
   */
  boolean beginTurn(Line reader, Deadline deadline) throws LinkException {
    boolean mine;
    try {
      mine = turns.begin(deadline, () -> isOver(reader));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    requireOpen(reader, mine);
    return mine;
  }

  void endTurn() {
    turns.end();
  }

  /** Waits without the turn. */
  void rest(Line reader, Deadline deadline) throws LinkException {
    try {
      turns.rest(deadline, () -> isOver(reader));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    requireOpen(reader, false);
  }

  private boolean isOver(Line reader) {
    return reader.isClosed() || loss.isPresent();
  }

  private void requireOpen(Line reader, boolean hasTurn) throws LinkException {
    if (!isOver(reader)) {
      return;
    }
    if (hasTurn) {
      turns.end();
    }
    throw reader.isClosed() ? closed() : again(loss.orElseThrow(), true);
  }

  private LinkException closed() {
    return new LinkException(Reason.CLOSED, true, "using " + name() + ": it was closed", null);
  }

  private LinkException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new LinkException(
        Reason.INTERRUPTED, true, "interrupted while waiting for a turn on " + name(), cause);
  }

  private static LinkException again(LinkException loss, boolean nothingSent) {
    return new LinkException(loss.reason(), nothingSent, String.valueOf(loss.getMessage()), loss);
  }

  void write(byte[] bytes, Duration limit) throws LinkException {
    use(() -> {
      link.write(bytes, limit);
      return true;
    });
  }

  /** The next packet; empty if the limit passed or the reader was closed. */
  Optional<Packet> next(Duration limit) throws LinkException {
    return use(() -> frames.next(limit));
  }

  /** Throws away what has come. */
  void discard() throws LinkException {
    use(() -> frames.drainUntilSilent(Duration.ZERO, Duration.ZERO));
  }

  /** Throws away what comes until the line is quiet. */
  void settle() throws LinkException {
    use(() -> frames.drainUntilSilent(QUIET, NOISE));
  }

  /**
   * Changes the speed, for the only reader of the line; no other joins at a speed that is not its
   * own.
   *
   * @throws LinkException {@link Reason#REFUSED} if there are others
   */
  void settings(LineSettings other) throws LinkException {
    synchronized (this) {
      if (readers.size() > 1) {
        throw new LinkException(
            Reason.REFUSED,
            true,
            "changing the speed of %s: %s use it".formatted(name(), devices()),
            null);
      }
      settings = other;
    }
    use(() -> {
      link.flush(FLUSH);
      link.settings(other);
      return true;
    });
  }

  LineSettings settings() {
    return settings;
  }

  String name() {
    return link.name();
  }

  /** Something with the line. */
  @FunctionalInterface
  private interface Use<T> {
    T run() throws LinkException;
  }

  private <T> T use(Use<T> use) throws LinkException {
    try {
      return use.run();
    } catch (LinkException e) {
      if (e.reason() == Reason.LOST || e.reason() == Reason.STUCK) {
        lost(e);
      }
      throw loss.isPresent() && e.reason() == Reason.CLOSED
          ? again(loss.get(), e.nothingSent())
          : e;
    }
  }
}
