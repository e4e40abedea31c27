/**
 * The device's side of the protocols that our drivers speak, for tests, demo and benchmarks; shares
 * no code with the drivers.
 */
@NullMarked
package org.countersign.emulator;

import org.jspecify.annotations.NullMarked;
