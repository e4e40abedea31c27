/** Records of the stations: taken from the broker, stored, acknowledged. */
@NullMarked
package org.countersign.centre.record;

import org.jspecify.annotations.NullMarked;
