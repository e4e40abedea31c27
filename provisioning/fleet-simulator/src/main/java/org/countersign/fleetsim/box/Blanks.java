package org.countersign.fleetsim.box;

/**
 * A station's account of its cards. At any moment: received = on record + in process + issued +
 * spoiled + returned. One thread.
 */
final class Blanks {

  private final long threshold;
  private long received;
  private long onRecord;
  private long inProcess;
  private long issued;
  private long spoiled;
  private long returned;

  /**
   * A full store.
   *
   * @param threshold at or below it blanks run low
   */
  Blanks(long delivered, long threshold) {
    this.received = delivered;
    this.onRecord = delivered;
    this.threshold = threshold;
  }

  void open() {
    onRecord--;
    inProcess++;
  }

  /** The card in hand is put back: it was not begun. */
  void close() {
    onRecord++;
    inProcess--;
  }

  void issue() {
    inProcess--;
    issued++;
  }

  void spoil() {
    inProcess--;
    spoiled++;
  }

  void deliver(long cards) {
    received += cards;
    onRecord += cards;
  }

  /** Everything that is not in process goes back to where it came from. */
  void giveBack() {
    returned += onRecord;
    onRecord = 0;
  }

  long onRecord() {
    return onRecord;
  }

  long issued() {
    return issued;
  }

  /** Serials that were used: one for every card that was opened and not put back. */
  long used() {
    return issued + spoiled + inProcess;
  }

  boolean areLow() {
    return onRecord <= threshold;
  }

  /** Time to order: what is left lasts twice as long as what counts as little. */
  boolean needOrder() {
    return onRecord <= 2 * threshold;
  }

  /** XFS4IoT replenishment status. */
  static String status(long count, long threshold) {
    if (count == 0) {
      return "empty";
    }
    return count <= threshold ? "low" : "ok";
  }

  /** Days until blanks and disk run out. */
  void forecast(Sheet sheet, double perDay) {
    sheet
        .put(StationVocabulary.BLANK_DAYS, true, Forecast.days(onRecord, perDay))
        .put(StationVocabulary.DISK_DAYS, true, Forecast.ofDisk(used(), perDay));
  }

  /** What the station says of its stock, up to its status, and of its cards. */
  void tell(Sheet sheet, long inFeeders) {
    sheet
        .put(StationVocabulary.BLANK, inFeeders)
        .put(StationVocabulary.IN_PROCESS, inProcess)
        .put(StationVocabulary.RECEIVED, received)
        .put(StationVocabulary.ON_RECORD, onRecord)
        .put(StationVocabulary.RETURNED, returned)
        .put(StationVocabulary.DESTROYED, 0)
        .put(StationVocabulary.LOST, 0)
        .put(StationVocabulary.DISCREPANCIES, 0)
        .put(StationVocabulary.SHIFT, 1)
        .put(StationVocabulary.STOCK_STATUS, status(onRecord, threshold))
        .put(StationVocabulary.ISSUED, issued)
        .put(StationVocabulary.SPOILED, spoiled)
        .put(StationVocabulary.QUARANTINED, 0)
        .put(StationVocabulary.IN_DOUBT, 0);
  }
}
