/** Carries a plan out on one card and says what became of the card. */
@NullMarked
package org.countersign.personalization.issue;

import org.jspecify.annotations.NullMarked;
