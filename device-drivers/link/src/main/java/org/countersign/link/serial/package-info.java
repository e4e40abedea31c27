/** Serial ports through jSerialComm, which stops here. */
@NullMarked
package org.countersign.link.serial;

import org.jspecify.annotations.NullMarked;
