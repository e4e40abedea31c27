/** The log's bounds: equal lines are collapsed, a file of its own stays small. */
@NullMarked
package org.countersign.station.logging;

import org.jspecify.annotations.NullMarked;
