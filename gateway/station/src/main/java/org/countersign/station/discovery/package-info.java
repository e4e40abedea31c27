/**
 * What is plugged in: read from the kernel's and udev's own tree, never asked of a port. Matches it
 * with the rules of the drivers, keeps who each device was, and rings when a port comes or goes.
 */
@NullMarked
package org.countersign.station.discovery;

import org.jspecify.annotations.NullMarked;
