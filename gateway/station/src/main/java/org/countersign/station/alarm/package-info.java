/** Alarms: what must not be lost and what a person at the centre must act on. */
@NullMarked
package org.countersign.station.alarm;

import org.jspecify.annotations.NullMarked;
