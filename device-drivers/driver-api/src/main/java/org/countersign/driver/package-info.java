/**
 * What a driver's author compiles against.
 *
 * <p>A driver is blocking, sequential code for one device. The gateway gives every device a thread
 * of its own and makes every call on it, one at a time; only {@link
 * org.countersign.driver.Device#close()} may come from another thread. An interrupt means "please
 * stop". Only values cross this line, so a driver runs in the gateway's process or in a child
 * process without knowing which.
 *
 * <p>A published interface never changes; growth is a new {@link
 * org.countersign.driver.Capability}.
 */
@NullMarked
package org.countersign.driver;

import org.jspecify.annotations.NullMarked;
