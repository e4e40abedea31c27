/**
 * The durable record of the station: what was accepted, which serial and which chip belong to it,
 * how far each card is. SQL stops at this package's edge.
 *
 * <p>One hash-chained table of records; the tables of jobs, cards and serials are derived from the
 * same events in the same transaction. One writer thread commits what is waiting in groups, and a
 * caller goes on only when its record is on the disk. Bodies of applications are encrypted under a
 * key of their own that is destroyed when the job ends.
 */
@NullMarked
package org.countersign.station.ledger;

import org.jspecify.annotations.NullMarked;
