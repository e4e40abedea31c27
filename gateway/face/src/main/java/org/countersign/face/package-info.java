/** The printed face of a card: a template, a person's fields, and a PNG image for a printer. */
@NullMarked
package org.countersign.face;

import org.jspecify.annotations.NullMarked;
