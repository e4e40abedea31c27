@NullMarked
package org.countersign.ccid;

import org.jspecify.annotations.NullMarked;
