package org.countersign.tck;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;
import org.countersign.tck.card.KitCommand;
import org.jspecify.annotations.Nullable;

/** The chip at a session's device. */
final class Chip {

  /** Time for the chip to answer to its reset, and for a reader to see a card. */
  static final Duration POWER = Duration.ofSeconds(10);

  private static final long RETRY = Duration.ofMillis(100).toNanos();

  final Session session;
  final ChipContact contact;
  private final Rig rig;
  private @Nullable ChipConnection connection;

  Chip(Session session) throws Exception {
    this.session = session;
    this.rig = session.rig;
    this.contact = session.require(ChipContact.class);
  }

  boolean isThere(boolean present, Duration limit) throws Exception {
    return session.ask("awaitChip", limit, d -> contact.awaitChip(present, limit));
  }

  /** Sees to it that a card is there. */
  Chip put() throws Exception {
    if (isThere(true, Duration.ZERO)) {
      return this;
    }
    if (rig.can(Deed.INSERT_CARD)) {
      rig.perform(Deed.INSERT_CARD);
    } else if (session.declared().contains(CardFeeder.class)) {
      CardFeeder feeder = session.require(CardFeeder.class);
      Duration limit = rig.bench.movementLimit();
      session.order("feed", limit, d -> feeder.feed(limit));
    } else {
      throw NotProven.bench("has no card at the chip station and cannot put one in");
    }
    Proof.holds(isThere(true, POWER), "awaitChip(true) sees the card", true, false);
    return this;
  }

  /** Sees to it that none is there. */
  Chip clear() throws Exception {
    if (isThere(false, Duration.ZERO)) {
      return this;
    }
    if (rig.can(Deed.REMOVE_CARD)) {
      rig.perform(Deed.REMOVE_CARD);
    } else if (session.declared().contains(CardExit.class)) {
      CardExit exit = session.require(CardExit.class);
      Duration limit = rig.bench.movementLimit();
      session.order("retain", limit, d -> exit.retain(limit));
    } else {
      throw NotProven.bench("cannot " + Deed.REMOVE_CARD.words());
    }
    Proof.holds(isThere(false, POWER), "awaitChip(false) sees that it is gone", true, false);
    return this;
  }

  /** Powers the chip up and selects the kit's application. */
  Chip power() throws Exception {
    if (!rig.bench.hasKitCard()) {
      throw NotProven.bench("has no kit card");
    }
    put();
    connection = powered();
    expect(KitCommand.select());
    return this;
  }

  /**
   * A call that was broken off may still hold the device; NOT_READY says that asking again helps.
   */
  ChipConnection powered() throws Exception {
    long end = System.nanoTime() + POWER.toNanos();
    while (true) {
      try {
        return session.attempt("powerOn", POWER, d -> contact.powerOn(POWER));
      } catch (DeviceException e) {
        if (e.fault() != Fault.NOT_READY || System.nanoTime() - end > 0) {
          throw Proof.failed("powerOn", "success", Proof.told(e));
        }
        LockSupport.parkNanos(RETRY);
      }
    }
  }

  ChipConnection connection() {
    ChipConnection powered = connection;
    if (powered == null) {
      throw new IllegalStateException("the chip has no power");
    }
    return powered;
  }

  byte[] send(byte[] command) throws Exception {
    Duration limit = rig.bench.exchangeLimit().plusSeconds(command.length / 256);
    return session.ask("transceive", limit, d -> contact.transceive(command, limit));
  }

  void expect(KitCommand command) throws Exception {
    Proof.sameBytes(command.name(), command.expected(), send(command.bytes()));
  }

  /** Exchanges with new data that must be right. */
  void exchange(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      byte[] data = new byte[1 + rig.random.nextInt(200)];
      rig.random.nextBytes(data);
      expect(KitCommand.echo(rig.newTag(), data));
    }
  }

  /** Power and exchanges that may fail, but not with a wrong answer. */
  void tryOut(int times) throws Exception {
    session.attempt("awaitChip", POWER, d -> contact.awaitChip(true, POWER));
    session.attempt("powerOn", POWER, d -> contact.powerOn(POWER));
    tryOut(KitCommand.select());
    for (int i = 0; i < times; i++) {
      byte[] data = new byte[1 + rig.random.nextInt(200)];
      rig.random.nextBytes(data);
      tryOut(KitCommand.echo(rig.newTag(), data));
    }
  }

  private void tryOut(KitCommand command) throws Exception {
    Duration limit = rig.bench.exchangeLimit();
    byte[] answer =
        session.attempt(command.name(), limit, d -> contact.transceive(command.bytes(), limit));
    Proof.sameBytes(command.name(), command.expected(), answer);
  }

  /** How often the card saw a tag. */
  int count(int tag) throws Exception {
    byte[] answer = send(KitCommand.count(tag));
    Proof.holds(answer.length == 4, "the card's count", "two bytes and 9000", answer.length);
    return (answer[0] & 0xFF) << 8 | (answer[1] & 0xFF);
  }

  String identity() throws Exception {
    return Arrays.toString(send(KitCommand.identity()));
  }
}
