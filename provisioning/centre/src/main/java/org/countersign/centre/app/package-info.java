/** The centre as a process: its parts put together, its commands. */
@NullMarked
package org.countersign.centre.app;

import org.jspecify.annotations.NullMarked;
