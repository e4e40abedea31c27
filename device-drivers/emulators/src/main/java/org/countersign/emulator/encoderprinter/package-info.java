/**
 * The device's side of a network card printer with an encoder: JSON-RPC 2.0 over TCP in the manner
 * of Evolis's service, and methods of our own for the encoder. Shares no code with the driver.
 */
@NullMarked
package org.countersign.emulator.encoderprinter;

import org.jspecify.annotations.NullMarked;
