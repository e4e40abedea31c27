/**
 * The holder's side of a chip: Basic Access Control and secure messaging of ICAO 9303-11, external
 * authentication of ISO/IEC 7816-4, and the reading of whole files.
 */
@NullMarked
package org.countersign.personalization.access;

import org.jspecify.annotations.NullMarked;
