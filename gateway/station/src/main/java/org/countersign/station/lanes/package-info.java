/**
 * Devices at work: one platform thread a device makes every call into its driver, each with a
 * deadline; what a device does not answer in time is interrupted, then given up and opened anew.
 */
@NullMarked
package org.countersign.station.lanes;

import org.jspecify.annotations.NullMarked;
