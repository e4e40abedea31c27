/** Passive authentication: is what a card holds what its issuer signed (ICAO 9303-11, 5.1)? */
@NullMarked
package org.countersign.trust.passive;

import org.jspecify.annotations.NullMarked;
