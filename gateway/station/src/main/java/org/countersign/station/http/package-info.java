/**
 * The station's API: its routes, and the mapping between the schema and the station's records. The
 * generated protobuf types stop here.
 */
@NullMarked
package org.countersign.station.http;

import org.jspecify.annotations.NullMarked;
