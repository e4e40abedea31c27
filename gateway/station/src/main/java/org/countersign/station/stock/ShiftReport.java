package org.countersign.station.stock;

import java.util.List;
import java.util.Map;

/**
 * A shift as it is kept and printed; no personal data but the operators' names.
 *
 * @param openedAt ISO 8601 with the station's offset
 * @param batches every batch that had a card at the opening or has one now
 * @param units what the devices count, at the closing
 * @param outcomes cards that came into a state at a device during the shift
 * @param movements what persons did during the shift
 * @param cards that are spoiled, quarantined or lost now, by number
 * @param record sequence number of the newest record of the chain before the closing
 * @param hash its hash, in hexadecimal: on paper it is out of reach of whoever has the box
 */
public record ShiftReport(
    String station,
    String district,
    String version,
    long shift,
    String openedAt,
    String openedBy,
    String closedAt,
    String closedBy,
    List<BatchLine> batches,
    List<UnitLine> units,
    List<OutcomeLine> outcomes,
    List<MovementLine> movements,
    List<Discrepancy> discrepancies,
    List<CardLine> cards,
    long record,
    String hash) {

  public ShiftReport {
    batches = List.copyOf(batches);
    units = List.copyOf(units);
    outcomes = List.copyOf(outcomes);
    movements = List.copyOf(movements);
    discrepancies = List.copyOf(discrepancies);
    cards = List.copyOf(cards);
  }

  /**
   * One batch.
   *
   * @param opening cards by state when the shift was opened
   * @param counted blanks counted by hand at the closing; -1 if nobody did
   */
  public record BatchLine(
      String id,
      String product,
      long receivedAtOpening,
      Map<CardState, Long> opening,
      long received,
      Map<CardState, Long> closing,
      long counted) {}

  /** One storage unit of a device. */
  public record UnitLine(String device, String unit, long count, long threshold, String status) {}

  /** Cards that came into a state at a device. */
  public record OutcomeLine(String device, CardState state, long cards) {}

  /**
   * Something that persons did.
   *
   * @param at ISO 8601 with the station's offset
   * @param what word of the record, for example {@code RECEIVED} or {@code DESTROYED}
   * @param cards a chip number, or how many; what was counted, and in brackets by how many it
   *     differed
   * @param reason word of a {@link Reason}; empty without one
   */
  public record MovementLine(
      String at,
      String batch,
      String what,
      String cards,
      String reason,
      String by,
      String second) {}

  /** One card. */
  public record CardLine(String chip, CardState state, String batch) {}
}
