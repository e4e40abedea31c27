/** The forms that data takes on a card: machine readable zone, face record, code lists, dates. */
@NullMarked
package org.countersign.personalization.data;

import org.jspecify.annotations.NullMarked;
