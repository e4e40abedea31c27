/**
 * Virtual encoders, readers and cards. The cards are Java Card applets of ours on jcardsim; every
 * fault is on a switch. Driver id {@code simulator}.
 */
@NullMarked
package org.countersign.simulator;

import org.jspecify.annotations.NullMarked;
