/**
 * The commands {@code countersign driver ...}: for those who write drivers and who install them.
 */
@NullMarked
package org.countersign.vendor;

import org.jspecify.annotations.NullMarked;
