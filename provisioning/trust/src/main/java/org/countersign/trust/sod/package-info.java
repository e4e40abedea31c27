/** Makes the document security object, EF.SOD (ICAO 9303-10, 4.6.2). */
@NullMarked
package org.countersign.trust.sod;

import org.jspecify.annotations.NullMarked;
