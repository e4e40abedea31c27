/** What the station tells systemd: that it is ready, how it is, and that it still moves. */
@NullMarked
package org.countersign.station.supervision;

import org.jspecify.annotations.NullMarked;
