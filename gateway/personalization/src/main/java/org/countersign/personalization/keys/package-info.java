/** Personalisation keys: where they come from and how a card's own are derived. */
@NullMarked
package org.countersign.personalization.keys;

import org.jspecify.annotations.NullMarked;
