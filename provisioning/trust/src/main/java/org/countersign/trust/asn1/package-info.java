/**
 * ASN.1 and Bouncy Castle, for the other packages of trust only: callers outside see none of it.
 */
@NullMarked
package org.countersign.trust.asn1;

import org.jspecify.annotations.NullMarked;
