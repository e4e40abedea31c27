/** The authority's leave to issue cards: what it says, how it is written, who may sign it. */
@NullMarked
package org.countersign.trust.grant;

import org.jspecify.annotations.NullMarked;
