/**
 * Readers on an OSDP bus (SIA OSDP v2.2, IEC 60839-11-5); this is the control panel's side. The
 * layers, from the line up: {@link org.countersign.osdp.Packet} and its decoder, {@link
 * org.countersign.osdp.Line} that sends a packet until it is answered, {@link
 * org.countersign.osdp.SecureChannel}, {@link org.countersign.osdp.Peripheral} that keeps a session
 * with one reader and starts a new one when it is lost, and the capabilities above it.
 */
@NullMarked
package org.countersign.osdp;

import org.jspecify.annotations.NullMarked;
