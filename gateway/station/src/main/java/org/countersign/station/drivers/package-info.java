/** Finds drivers and loads each behind walls of its own. */
@NullMarked
package org.countersign.station.drivers;

import org.jspecify.annotations.NullMarked;
