/** The station's side of a secure access module, which derives card keys and counts. */
@NullMarked
package org.countersign.personalization.sam;

import org.jspecify.annotations.NullMarked;
