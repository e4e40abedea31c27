/**
 * The persons of a counter: who they are, what they may, and the proof of their PIN. Nothing here
 * keeps or shows a PIN.
 */
@NullMarked
package org.countersign.station.operators;

import org.jspecify.annotations.NullMarked;
