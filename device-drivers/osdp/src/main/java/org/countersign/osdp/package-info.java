/** Readers on an OSDP bus; this is the control panel's side. */
@NullMarked
package org.countersign.osdp;

import org.jspecify.annotations.NullMarked;
