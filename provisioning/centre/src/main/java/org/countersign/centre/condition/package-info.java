/**
 * What a station can do now, and what stops it: the first question of who watches a fleet. Pure: no
 * thread, no clock, no I/O.
 */
@NullMarked
package org.countersign.centre.condition;

import org.jspecify.annotations.NullMarked;
