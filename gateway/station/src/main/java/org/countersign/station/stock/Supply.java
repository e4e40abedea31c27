package org.countersign.station.stock;

/**
 * Blanks of a product at the station, over all its batches: a storage unit in XFS4IoT's sense.
 *
 * @param product profile id
 * @param blank on record
 * @param threshold count at which they are low
 */
public record Supply(String product, long blank, long threshold) {

  /** Whether the centre should send more. */
  public ReplenishmentStatus status() {
    return ReplenishmentStatus.of(blank, threshold);
  }
}
