/** Keys of cards that are not on the box: wrapped ones that came with a job, and a SAM's. */
@NullMarked
package org.countersign.station.custody;

import org.jspecify.annotations.NullMarked;
