/** The thread that knows the fleet: what comes from the broker goes in, answers come out. */
@NullMarked
package org.countersign.centre.fleet;

import org.jspecify.annotations.NullMarked;
