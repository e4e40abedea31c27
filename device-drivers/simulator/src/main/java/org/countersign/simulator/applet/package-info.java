/**
 * The card side: Java Card applets and what they are made of.
 *
 * <p>Nothing here is shared with the gateway, so that host and card are proven against each other.
 * An applet's own fields are RAM: they live as long as the chip has power. What stays is held in an
 * {@link org.countersign.simulator.applet.Eeprom}, page by page.
 *
 * <p>Ciphers are the JDK's, not jcardsim's: jcardsim registers every IV and key copy of a cipher as
 * a transient array and keeps it for the life of its runtime.
 *
 * <p>One thread at a time.
 */
@NullMarked
package org.countersign.simulator.applet;

import org.jspecify.annotations.NullMarked;
