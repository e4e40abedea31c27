/**
 * The station's HTTP API. Netty and the generated protobuf types stop here.
 *
 * <p>Threads: two event loops parse, check and write; a bounded pool of {@code http-worker} threads
 * asks the station, which may wait for its ledger. When the pool is full the answer is 503 at once.
 */
@NullMarked
package org.countersign.station.http;

import org.jspecify.annotations.NullMarked;
