/**
 * A PN532 on a serial line, with cards in its field, written from the manual alone. It shares no
 * code with the driver; libnfc is its judge.
 */
@NullMarked
package org.countersign.emulator.pn532;

import org.jspecify.annotations.NullMarked;
