/** The box that the station runs on: its power, its start, and how its last run ended. */
@NullMarked
package org.countersign.station.box;

import org.jspecify.annotations.NullMarked;
