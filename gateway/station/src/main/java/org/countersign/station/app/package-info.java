/** Puts the station together: what is checked before, what starts in which order, what stops. */
@NullMarked
package org.countersign.station.app;

import org.jspecify.annotations.NullMarked;
