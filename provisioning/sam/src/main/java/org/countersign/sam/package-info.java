/**
 * The secure access module of a station: an applet that holds master keys, derives the keys of
 * cards from them and counts. Java Card 3.0.5, without {@code int}, objects made at installation
 * alone.
 */
@NullMarked
package org.countersign.sam;

import org.jspecify.annotations.NullMarked;
