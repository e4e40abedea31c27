/**
 * One simulated station: its people, devices, blanks and ledger, and what it says of itself. Pure:
 * no socket, no thread, no clock of its own.
 */
@NullMarked
package org.countersign.fleetsim.box;

import org.jspecify.annotations.NullMarked;
