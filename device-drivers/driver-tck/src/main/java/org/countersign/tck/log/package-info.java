/** The log that a driver writes into while the kit listens. */
@NullMarked
package org.countersign.tck.log;

import org.jspecify.annotations.NullMarked;
