package org.countersign.station.jobs;

/**
 * Cards of the station by state. Any thread but an event loop.
 *
 * @param blank in the feeders as counted
 * @param inProcess opened and not ended
 * @param inDoubt waiting to be read
 * @param issued active
 * @param spoiled waste
 * @param quarantined not ours, or not blank
 */
public record Stock(
    long blank, long inProcess, long inDoubt, long issued, long spoiled, long quarantined) {}
