/**
 * Jobs between acceptance and card: checks them, keeps them in line, prepares them for a device.
 * Devices themselves are in {@code lanes}.
 */
@NullMarked
package org.countersign.station.issuing;

import org.jspecify.annotations.NullMarked;
