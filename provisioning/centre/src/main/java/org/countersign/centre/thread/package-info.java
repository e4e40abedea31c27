/** What the centre's own threads share. */
@NullMarked
package org.countersign.centre.thread;

import org.jspecify.annotations.NullMarked;
