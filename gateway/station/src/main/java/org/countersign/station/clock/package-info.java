/** Whether the time that the machine says can be believed. */
@NullMarked
package org.countersign.station.clock;

import org.jspecify.annotations.NullMarked;
