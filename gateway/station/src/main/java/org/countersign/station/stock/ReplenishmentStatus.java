package org.countersign.station.stock;

/** XFS4IoT's replenishment status (Storage.Status), as far as a station can tell it. */
public enum ReplenishmentStatus {
  OK("ok"),
  LOW("low"),
  EMPTY("empty");

  private final String word;

  ReplenishmentStatus(String word) {
    this.word = word;
  }

  /** XFS4IoT's word. */
  public String word() {
    return word;
  }

  /**
   * Of so many cards.
   *
   * @param threshold count at which they are low; 0 or less for what need not be filled, a tray for
   *     example
   */
  public static ReplenishmentStatus of(long count, long threshold) {
    if (threshold <= 0 || count > threshold) {
      return OK;
    }
    return count <= 0 ? EMPTY : LOW;
  }
}
