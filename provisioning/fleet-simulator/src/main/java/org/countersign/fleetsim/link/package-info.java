/**
 * Sessions with the broker: what a station's link does, over Netty, thousands on one event loop.
 */
@NullMarked
package org.countersign.fleetsim.link;

import org.jspecify.annotations.NullMarked;
