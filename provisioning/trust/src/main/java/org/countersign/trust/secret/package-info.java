/** Secrets on disk: files that their owner alone may read. */
@NullMarked
package org.countersign.trust.secret;

import org.jspecify.annotations.NullMarked;
