/** The station's API as a program calls it. */
@NullMarked
package org.countersign.station.client;

import org.jspecify.annotations.NullMarked;
