/** The command line: {@code countersign COMMAND}. */
@NullMarked
package org.countersign.station.commands;

import org.jspecify.annotations.NullMarked;
