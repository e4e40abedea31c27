/**
 * A profile compiled for one application: everything that can be checked without a card is checked
 * here, and every command is known.
 */
@NullMarked
package org.countersign.personalization.plan;

import org.jspecify.annotations.NullMarked;
