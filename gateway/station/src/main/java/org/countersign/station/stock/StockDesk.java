package org.countersign.station.stock;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where persons account for blanks and cards. Any thread but an event loop: answers wait for the
 * ledger, and for the proof of a PIN, some 0.3 s each.
 */
public interface StockDesk {

  /** The stock on record now. */
  Account account();

  /**
   * Cards whose chip was read, the last changed first.
   *
   * @param states only these; empty for all
   */
  List<StockCard> cards(Set<CardState> states, int limit);

  /** Records a batch; the same one again changes nothing. */
  void receive(Receipt receipt, Person by) throws DeskRefusedException;

  /**
   * Records what persons did; the same id again changes nothing.
   *
   * @param second {@link Person#none()} where one is enough
   */
  void move(Movement movement, Person by, Person second) throws DeskRefusedException;

  /**
   * Opens a shift; the same person once more changes nothing.
   *
   * @param number the last one's and one more
   * @param counted blanks counted by hand, by batch; may be empty
   */
  Shift open(long number, Person by, Map<String, Long> counted) throws DeskRefusedException;

  /** Closes the open shift, unless something is in the way, and keeps its report. */
  Shift close(long number, Person by, Map<String, Long> counted) throws DeskRefusedException;

  /** One shift. */
  Optional<Shift> shift(long number);

  /** The newest shifts, the last one first. */
  List<Shift> shifts(int limit);

  /** The report of a closed shift. */
  Optional<ShiftReport> report(long number);
}
