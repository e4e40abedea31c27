/**
 * Driver {@code pn532}: contactless chips of type A over NXP's PN532 on a serial line (HSU), as in
 * its user manual UM0701-02. From the outside in: {@link org.countersign.pn532.Pn532Driver} opens a
 * device, its contact speaks of chips and APDUs, {@code Pn532Chip} of the controller's commands,
 * {@code Dialog} of frames, acknowledgements and what is to be done when one of them is lost.
 */
@NullMarked
package org.countersign.pn532;

import org.jspecify.annotations.NullMarked;
