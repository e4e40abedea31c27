/** The signing key of a station behind one port, whatever keeps the key. */
@NullMarked
package org.countersign.trust.signer;

import org.jspecify.annotations.NullMarked;
