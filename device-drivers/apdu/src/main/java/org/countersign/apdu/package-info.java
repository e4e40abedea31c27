/** ISO 7816-4 commands, responses and status words, and BER-TLV. Pure: no I/O, no state. */
@NullMarked
package org.countersign.apdu;

import org.jspecify.annotations.NullMarked;
