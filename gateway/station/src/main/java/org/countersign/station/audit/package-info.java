/** When heads over the ledger are signed, and how heads and proofs are written into files. */
@NullMarked
package org.countersign.station.audit;

import org.jspecify.annotations.NullMarked;
