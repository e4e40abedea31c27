/** The station looks at itself: what can stop cards today, and how many it can make. */
@NullMarked
package org.countersign.station.selftest;

import org.jspecify.annotations.NullMarked;
