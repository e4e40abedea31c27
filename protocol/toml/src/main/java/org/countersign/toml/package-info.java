/** Strict reading of TOML: every problem at once, with file, line, key and the likely spelling. */
@NullMarked
package org.countersign.toml;

import org.jspecify.annotations.NullMarked;
