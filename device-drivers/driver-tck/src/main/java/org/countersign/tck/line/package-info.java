/** Lines that are recorded, replayed and broken on purpose. */
@NullMarked
package org.countersign.tck.line;

import org.jspecify.annotations.NullMarked;
