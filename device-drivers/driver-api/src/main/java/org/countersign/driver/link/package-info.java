/**
 * The line to a device: a serial port or a TCP connection, opened by the gateway and handed to the
 * driver, so that one driver runs over either, in either process, and over a line with faults on
 * purpose.
 */
@NullMarked
package org.countersign.driver.link;

import org.jspecify.annotations.NullMarked;
