/** Detached signatures over files that are carried to stations, for example card profiles. */
@NullMarked
package org.countersign.trust.bundle;

import org.jspecify.annotations.NullMarked;
