/**
 * The lines to devices: serial ports through jSerialComm, TCP through Netty, and lines with faults
 * on purpose.
 */
@NullMarked
package org.countersign.link;

import org.jspecify.annotations.NullMarked;
