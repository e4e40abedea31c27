/**
 * Alerts on lost issuing capacity in opening hours: one for one cause, however many stations it
 * stops. Pure: no thread, no clock, no I/O; time comes in with each call.
 */
@NullMarked
package org.countersign.centre.alert;

import org.jspecify.annotations.NullMarked;
