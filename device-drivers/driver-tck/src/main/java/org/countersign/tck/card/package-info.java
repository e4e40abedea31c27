/** The card that the kit speaks to, and its answers. */
@NullMarked
package org.countersign.tck.card;

import org.jspecify.annotations.NullMarked;
