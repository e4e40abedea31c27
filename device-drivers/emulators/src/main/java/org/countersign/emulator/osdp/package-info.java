/**
 * OSDP readers, the peripheral device's side: what libosdp's readers were seen to do, and their bad
 * habits. Shares no code with the driver.
 */
@NullMarked
package org.countersign.emulator.osdp;

import org.jspecify.annotations.NullMarked;
