/** TCP connections through Netty, which stops here. */
@NullMarked
package org.countersign.link.tcp;

import org.jspecify.annotations.NullMarked;
