/**
 * Driver for readers that speak CCID over a serial line: the framing of Gemalto's GemPC Twin and
 * that of ACS, one core. Clauses of "CCID" are those of the USB Device Class Specification for ICC
 * Devices, revision 1.1; T=0 and T=1 are ISO/IEC 7816-3:2006.
 */
@NullMarked
package org.countersign.ccid;

import org.jspecify.annotations.NullMarked;
