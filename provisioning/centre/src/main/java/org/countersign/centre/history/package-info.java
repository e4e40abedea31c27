/**
 * What metrics were over time: samples of a station are packed into blocks of some minutes, and
 * blocks are kept by day, so that a day goes as a whole.
 */
@NullMarked
package org.countersign.centre.history;

import org.jspecify.annotations.NullMarked;
