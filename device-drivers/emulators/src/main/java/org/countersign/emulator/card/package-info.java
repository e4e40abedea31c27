/** Cards for the slots of emulated readers. */
@NullMarked
package org.countersign.emulator.card;

import org.jspecify.annotations.NullMarked;
