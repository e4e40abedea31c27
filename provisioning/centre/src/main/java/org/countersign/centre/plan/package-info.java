/** Work that was planned: until it is over, nobody misses the stations that it stops. */
@NullMarked
package org.countersign.centre.plan;

import org.jspecify.annotations.NullMarked;
