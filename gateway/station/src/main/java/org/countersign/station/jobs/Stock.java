package org.countersign.station.jobs;

import org.countersign.station.stock.Account;

/**
 * Cards of the station by state. Any thread but an event loop.
 *
 * @param blank in the feeders as counted
 * @param inProcess opened and not ended
 * @param inDoubt waiting to be read
 * @param issued active
 * @param spoiled waste
 * @param quarantined not ours, or not blank
 * @param account batches, and what became of their cards
 */
public record Stock(
    long blank,
    long inProcess,
    long inDoubt,
    long issued,
    long spoiled,
    long quarantined,
    Account account) {

  /** The stock of a station that counts no batches. */
  public Stock(
      long blank, long inProcess, long inDoubt, long issued, long spoiled, long quarantined) {
    this(blank, inProcess, inDoubt, issued, spoiled, quarantined, Account.NONE);
  }
}
