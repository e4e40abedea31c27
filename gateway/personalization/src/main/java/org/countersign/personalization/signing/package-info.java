/** Ports through which a card is signed and its signature checked; nothing here signs. */
@NullMarked
package org.countersign.personalization.signing;

import org.jspecify.annotations.NullMarked;
