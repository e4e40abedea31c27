/** The fleet simulator on the command line. */
@NullMarked
package org.countersign.fleetsim.command;

import org.jspecify.annotations.NullMarked;
