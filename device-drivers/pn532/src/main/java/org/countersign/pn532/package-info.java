/** The PN532 NFC controller over its high-speed UART. */
@NullMarked
package org.countersign.pn532;

import org.jspecify.annotations.NullMarked;
