/**
 * Signed heads over a station's records, and proofs that lead to them (RFC 9162, 2.1). Whoever has
 * a head that he trusts can check a proof with nothing but these classes.
 */
@NullMarked
package org.countersign.trust.audit;

import org.jspecify.annotations.NullMarked;
