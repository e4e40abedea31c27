@NullMarked
package org.countersign.pcsc;

import org.jspecify.annotations.NullMarked;
