/** Smart-card readers that speak CCID over a serial line. */
@NullMarked
package org.countersign.ccid;

import org.jspecify.annotations.NullMarked;
