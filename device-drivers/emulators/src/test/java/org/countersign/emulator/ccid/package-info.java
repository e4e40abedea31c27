@NullMarked
package org.countersign.emulator.ccid;

import org.jspecify.annotations.NullMarked;
