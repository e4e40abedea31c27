/** What has arrived and was not read yet, bounded. */
@NullMarked
package org.countersign.link.buffer;

import org.jspecify.annotations.NullMarked;
