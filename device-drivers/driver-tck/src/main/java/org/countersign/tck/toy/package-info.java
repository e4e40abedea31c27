/**
 * A toy encoder, so that a kit, a template and a beginner have a device before they have one.
 *
 * <p>Its line carries ASCII lines that end in LF, {@code mark seq words *crc}, at most {@value
 * org.countersign.tck.toy.ToyDevice#LONGEST_LINE} characters:
 *
 * <ul>
 *   <li>{@code mark} is {@code >} from the host and {@code <} from the device; {@code seq} is two
 *       hexadecimal digits that the host counts up and the device repeats; {@code crc} is CRC-32 of
 *       everything before {@code " *"}, eight hexadecimal digits. A damaged line is passed over.
 *   <li>{@code HELLO} → {@code OK model serial firmware}; {@code RESET} → {@code OK}, chip off.
 *   <li>{@code CARD} → {@code OK 0} or {@code OK 1}, whether one is at the chip station.
 *   <li>{@code POWER} → {@code OK atr}; {@code OFF} → {@code OK}; {@code APDU hex} → {@code OK
 *       hex}.
 *   <li>{@code FEED}, {@code PRESENT}, {@code RETAIN} → {@code OK}; {@code COUNT} → {@code OK n},
 *       blanks left.
 *   <li>{@code ERR why} instead: {@code NOCARD}, {@code MUTE}, {@code OFF} (no power), {@code
 *       TAKEN} (the card went in the middle), {@code JAM}, {@code EMPTY}, {@code FULL} (a card is
 *       there), {@code WHAT} (no such command).
 * </ul>
 *
 * An example: {@code > 07 CARD *69a2a1fa} and {@code < 07 OK 1 *}crc.
 */
@NullMarked
package org.countersign.tck.toy;

import org.jspecify.annotations.NullMarked;
