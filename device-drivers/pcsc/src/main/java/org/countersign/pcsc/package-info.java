/**
 * PC/SC readers through pcsc-lite, by the JDK's foreign-function interface.
 *
 * <p>{@link org.countersign.pcsc.Winscard} is the line to the native library; everything above it
 * is plain Java and is tested with a fake. A context is disposable: whatever goes wrong with it, it
 * is dropped, and the next {@code powerOn} or {@code awaitChip} makes a new one. So pcscd may die
 * and return as often as it likes.
 */
@NullMarked
package org.countersign.pcsc;

import org.jspecify.annotations.NullMarked;
