/**
 * Serial CCID readers in software, the device's side: GemPC Twin and ACS. Written from the
 * framing's descriptions and CCID 1.1 without a line of the driver's; the Twin is proven against
 * Debian's libccidtwin.
 */
@NullMarked
package org.countersign.emulator.ccid;

import org.jspecify.annotations.NullMarked;
