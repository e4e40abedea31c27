/**
 * Finds frames in bytes that come in any pieces, bounded and without losing its place after noise.
 */
@NullMarked
package org.countersign.framing;

import org.jspecify.annotations.NullMarked;
