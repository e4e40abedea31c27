/**
 * Why a station is not heard: the facts of a silence, the judge's rules, and the book of all
 * silences. Pure: no thread, no clock, no I/O; one thread uses it.
 */
@NullMarked
package org.countersign.centre.silence;

import org.jspecify.annotations.NullMarked;
