/**
 * Keys of cards on their way from an authority to a station: signed by the authority, encrypted to
 * the station.
 */
@NullMarked
package org.countersign.trust.cardkeys;

import org.jspecify.annotations.NullMarked;
