/** Country signing authority and document signers for tests and demonstrations (ICAO 9303-12). */
@NullMarked
package org.countersign.trust.authority;

import org.jspecify.annotations.NullMarked;
