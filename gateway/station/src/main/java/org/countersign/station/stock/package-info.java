/**
 * Blanks and cards as goods: batches received, cards by state, shifts, and the paper that two
 * persons sign. The words of the domain; what is on record is in {@code ledger}.
 */
@NullMarked
package org.countersign.station.stock;

import org.jspecify.annotations.NullMarked;
