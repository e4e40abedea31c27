/**
 * Cuts the power of box and cards at every step of a job, in virtual time: the real engine, ledger
 * and chips on one thread, one clock and one seed. A run that breaks a promise is repeated exactly
 * by its name.
 */
@NullMarked
package org.countersign.station.cuts;

import org.jspecify.annotations.NullMarked;
