/** What commands write for people: tables, a progress bar, colours where they can be seen. */
@NullMarked
package org.countersign.station.terminal;

import org.jspecify.annotations.NullMarked;
